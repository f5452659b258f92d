// A notice: what a journey, or somebody's doing, tells the clinic's staff about one subscriber.
import { safeFirstName } from './personal-text.ts';
import { dayMs, type EpochMs, hourMs } from './time.ts';

export interface Notice {
  /** Names its cause, so that a repeat after a crash is the same notice: journey, step and the walk's beginning. */
  readonly cause: string;
  readonly subscriberId: string;
  /** What the journey's author wrote; `{firstName}` stands for her name. */
  readonly text: string;
  /** Where it comes from, for staff: a journey's title. */
  readonly source: string;
  readonly at: EpochMs;
}

/** Staff see so many, newest first; older ones are kept for a year and then vanish. */
export const shownNotices = 100;
export const keptNoticeMs = 365 * dayMs;

/** The text with her name in it; whoever gave none is "This person". */
export function noticeInWords(text: string, firstName: string | undefined): string {
  return text.replaceAll('{firstName}', safeFirstName(firstName, 'This person'));
}

/** The e-mail that tells staff to look: one for all notices, never more than one an hour, and without a word about anybody. */
export interface NoticeMail {
  readonly rev: number;
  readonly sentAt?: EpochMs;
  /** Tries for the notices that wait now. */
  readonly attempts: number;
  /** Set while one is wanted. */
  readonly dueAt?: EpochMs;
}

export const noNoticeMail: NoticeMail = { rev: 0, attempts: 0 };
const noticeMailGapMs = hourMs;

/** The mail as wanted, or undefined where it is already: whoever reads it finds all the notices there are. */
export function wantedMail(mail: NoticeMail, now: EpochMs): NoticeMail | undefined {
  if (mail.dueAt !== undefined) return undefined;
  return { ...mail, attempts: 0, dueAt: Math.max(now, (mail.sentAt ?? 0) + noticeMailGapMs) };
}

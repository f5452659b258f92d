// The state of sending in words for staff: why it is paused, what limits the day, why mail was given up.
import type { PauseReason, SendingControl } from '../../domain/control.ts';
import { titleOf } from '../../domain/place.ts';
import { passedFor, type Redriven, redrivenInWords } from '../../domain/redriven.ts';
import { holdInWords } from '../../domain/ses-refusals.ts';
import type { PaceView } from '../../ports/pace.ts';
import type { Held } from '../../usecases/find-held.ts';
import type { TroubledSubject } from '../../usecases/list-troubles.ts';
import type { Formats } from './formats.ts';

const pauses: Readonly<Record<PauseReason, string>> = {
  'emergency-stop': 'somebody pressed stop',
  bounces: 'too many addresses bounced',
  complaints: 'too many people complained',
  restore: 'the data was restored from a backup',
};

export function pauseInWords({ reason, detail, marketingOnly }: SendingControl): string {
  const what = marketingOnly ? 'Newsletters and series are paused' : 'All mail is paused, confirmations too';
  const because = marketingOnly ? ' because' : ', because';
  return `${what}${reason === undefined ? '' : `${because} ${whyInWords(reason, detail)}`}.`;
}

export function whyInWords(reason: PauseReason, detail: string | undefined): string {
  return `${pauses[reason]}${detail === undefined ? '' : ` (${detail})`}`;
}

const dayLimits = {
  quota: 'by Amazon SES',
  'warm-up': 'while the sender warms up',
  'daily-cap': "by the clinic's own cap",
};

export function dayInWords({ perDay, dayLimit }: PaceView, formats: Formats): string {
  return perDay === undefined ? 'no limit' : `of ${formats.count(perDay)} ${dayLimits[dayLimit]}`;
}

export function speedInWords({ heldFor, heldSaid, share, quota }: PaceView): string {
  if (heldFor) return holdInWords(heldFor, heldSaid);
  if (share < 1) return 'slowed down for a while';
  return quota.isProduction ? 'as fast as SES allows' : 'SES sandbox: only verified addresses get mail';
}

/** What a restore left held, as `3 e-mails and 1 confirmation`; undefined where nothing is. */
export function heldInWords(
  { emails, confirmations, newsletters, isPartial }: Held,
  formats: Formats,
): string | undefined {
  const counts: readonly (readonly [number, string, string])[] = [
    [emails, 'e-mail', 'e-mails'],
    [confirmations, 'confirmation', 'confirmations'],
    [newsletters, 'newsletter still being planned', 'newsletters still being planned'],
  ];
  const held = counts.flatMap(([count, one, many]) =>
    count > 0 ? [`${formats.count(count)} ${count === 1 ? one : many}`] : [],
  );
  if (held.length === 0) return undefined;
  return `${isPartial ? 'at least ' : ''}${held.join(' and ')}`;
}

const givenUp: Readonly<Record<string, string>> = {
  'in-doubt': 'nobody knows whether SES sent it',
  lapsed: 'it could not be sent until it was too late',
  restored: 'left out after a restore',
  'template-missing': 'the template is missing from this version',
  'rendering-failure': 'SES could not fill in the template',
  'ses-reject': 'SES found something harmful in it',
  'ses-message-rejected': 'SES rejected the message',
  'ses-bad-request': 'SES could not read the request',
  'ses-invalid-parameter': 'SES could not read the request',
};

export function givenUpInWords(reason: string): string {
  return givenUp[reason] ?? `SES refused it (${reason})`;
}

/** The name of a step or of a newsletter; `subjects` holds the subjects of newsletters by id. */
export function mailInWords(subject: TroubledSubject, subjects: ReadonlyMap<string, string>): string {
  if (subject.kind === 'confirmation') return 'Confirmation';
  if (subject.kind === 'journey') return titleOf(subject.step);
  return `Newsletter “${subjects.get(subject.broadcastId) ?? subject.broadcastId}”`;
}

/** The same in the middle of a sentence. */
export function mailNamed(subject: TroubledSubject, subjects: ReadonlyMap<string, string>): string {
  if (subject.kind === 'confirmation') return 'confirmations';
  const name = mailInWords(subject, subjects);
  return subject.kind === 'journey' ? `“${name}”` : `the n${name.slice(1)}`;
}

/** What so many people are without. Of a confirmation that was given up in doubt nobody can say so. */
export function lackInWords({ kind }: TroubledSubject, count: number): string {
  if (kind === 'confirmation') return count === 1 ? 'person may not have had hers' : 'people may not have had theirs';
  return count === 1 ? 'person has not had it' : 'people have not had it';
}

const notices = new Map<string, string>(
  Object.entries({
    stopped: 'Sending is stopped. E-mails that Amazon SES had taken already are on their way.',
    added: 'Sending was stopped before you. What you said is added below.',
    stood: 'Sending was stopped before you: when, by whom and why stands below. Nothing has changed.',
    resume: 'Sending goes on, slowly in the first half hour.',
    changed:
      'Not resumed: the stop has changed since your page was opened. Read below who stopped sending and why, then resume.',
  }),
);

/** What was just done, from the query of the page's address; nothing else of it is believed. */
export function noticeOf(query: Readonly<Record<string, string>>): string | undefined {
  const count = (name: string): number => (/^\d{1,7}$/.test(query[name] ?? '') ? Number(query[name]) : 0);
  const passed = Object.fromEntries(passedFor.map((why) => [why, count(why)])) as Redriven['passed'];
  if (query.done !== 'redrive') return notices.get(query.done ?? '');
  const rest = count('rest') > 0 ? ` There was no time for ${count('rest')} more: send again.` : '';
  return redrivenInWords({ again: count('again'), passed }, query.waits === 'yes') + rest;
}

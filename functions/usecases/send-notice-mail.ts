// Sends the e-mail that tells staff of new notices, where the clinic has an address for them: at most one an hour, and
// without a word about anybody, because e-mail is read over shoulders.
import type { Clinic } from '../domain/clinic.ts';
import { transactionalLookMs, transactionalPaused } from '../domain/control.ts';
import { refusalOf } from '../domain/ses-refusals.ts';
import { minuteMs, toSeconds36 } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Notices } from '../ports/notices.ts';
import type { Pace } from '../ports/pace.ts';
import type { Renderer } from '../ports/renderer.ts';

export interface NoticeMailDeps {
  readonly clinic: Pick<Clinic, 'staffAddress' | 'locale'>;
  readonly clock: Clock;
  readonly control: Control;
  readonly mailer: Mailer;
  readonly notices: Notices;
  readonly pace: Pace;
  readonly renderer: Renderer;
}

/** A mail in doubt is simply sent again, so often and no more: the notices stay on the page. */
const maxAttempts = 3;
const retryMs = 2 * minuteMs;

export async function sendNoticeMail(deps: NoticeMailDeps): Promise<void> {
  const now = deps.clock.now();
  const mail = await deps.notices.mail();
  const { dueAt, ...settled } = mail;
  if (dueAt === undefined || dueAt > now) return;
  const { staffAddress, locale } = deps.clinic;
  if (staffAddress === undefined || mail.attempts >= maxAttempts) {
    await deps.notices.saveMail(settled);
    return;
  }
  const control = await deps.control.get();
  if (control.awaitsReconcile) return;
  if (transactionalPaused(control)) {
    await deps.notices.saveMail({ ...mail, dueAt: now + transactionalLookMs });
    return;
  }
  await deps.pace.reserve(1, 'transactional', now);
  // The versioned write is the lock: of two workers with the same hint, one goes on.
  if (!(await deps.notices.saveMail({ ...mail, attempts: mail.attempts + 1, dueAt: now + retryMs }))) return;
  const rendered = await deps.renderer.renderTemplate('staff-notice', { locale, tracked: false });
  const answer = await deps.mailer.sendOne({
    to: staffAddress,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    scalars: {},
    tags: { kind: 'notice', render: rendered.hash, at: toSeconds36(now) },
  });
  if (answer.result === 'accepted')
    await deps.notices.saveMail({ ...settled, rev: mail.rev + 1, attempts: 0, sentAt: now });
  // Not sent, and no doubt about it: that is no attempt.
  if (answer.result === 'not-sent')
    await deps.notices.saveMail({ ...mail, rev: mail.rev + 1, dueAt: now + transactionalLookMs });
  const refusal = answer.result === 'not-sent' ? refusalOf([answer.reason]) : undefined;
  if (refusal) await deps.pace.brake(refusal.cause, now, 1, refusal.said);
}

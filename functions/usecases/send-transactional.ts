// Sends the confirmation a person asked for just now: at once, past caps and pauses; again (bounded) when in doubt, and for
// as long as its link is worth something when SES refuses for the time being.
import type { Clinic } from '../domain/clinic.ts';
import { attempted, delayed, givenUp, hopelessness, postponed } from '../domain/confirmation.ts';
import { transactionalLookMs, transactionalPaused } from '../domain/control.ts';
import { refusalOf } from '../domain/ses-refusals.ts';
import type { Confirmation, Subscriber } from '../domain/subscriber.ts';
import { type EpochMs, toSeconds36 } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Tokens } from '../ports/identity.ts';
import type { EntryResult, Mailer } from '../ports/mailer.ts';
import type { Pace } from '../ports/pace.ts';
import type { Rendered, Renderer } from '../ports/renderer.ts';
import type { LinkTables, SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { shownFirstName } from './personalise.ts';

export interface TransactionalDeps {
  readonly clinic: Pick<Clinic, 'confirmationTtlDays'>;
  readonly subscribers: SubscriberStore;
  readonly renderer: Renderer;
  readonly linkTables: LinkTables;
  readonly control: Control;
  readonly pace: Pace;
  readonly mailer: Mailer;
  readonly tokens: Tokens;
  readonly clock: Clock;
}

/** Works the hint that somebody wants a transactional mail; when she does not (any more), nothing happens. */
export async function sendTransactional(deps: TransactionalDeps, subscriberId: string): Promise<void> {
  const now = deps.clock.now();
  const subscriber = await deps.subscribers.get(subscriberId);
  const confirmation = subscriber?.confirmation;
  if (!subscriber || !confirmation || subscriber.dueAt === undefined || subscriber.dueAt > now) return;
  if (!confirmation.wanted || subscriber.suppression) {
    await closeRequest(deps, subscriber, confirmation);
    return;
  }
  const control = await deps.control.get();
  if (control.awaitsReconcile) return;
  if (transactionalPaused(control)) {
    await deps.subscribers.save({ ...subscriber, dueAt: now + transactionalLookMs });
    return;
  }
  const hopeless = hopelessness(confirmation, deps.clinic.confirmationTtlDays, now);
  if (hopeless) {
    await deps.subscribers.save({ ...subscriber, ...givenUp(confirmation, hopeless, now) });
    return;
  }
  const rendered = await renderConfirmation(deps, subscriber.locale).catch(async (error: unknown) => {
    // Our failure is no attempt: thrown and logged, and tried again ever more rarely.
    await deps.subscribers.save({ ...subscriber, ...postponed(confirmation, now) });
    throw error;
  });
  // Never refused: it is counted, so that marketing mail makes room. Before the attempt, so that a failure costs none.
  const { isTrial } = await deps.pace.reserve(1, 'transactional', now);
  const attempt = attempted(confirmation, now);
  // The versioned write is the lock: of two workers with the same hint, one goes on.
  if (!(await deps.subscribers.save({ ...subscriber, ...attempt }))) return;
  const answer = await sendConfirmation(deps, subscriber, attempt.confirmation, rendered, now);
  if (answer.result !== 'unknown') await noteAnswer(deps, subscriberId, attempt.confirmation, answer, now);
  const refusal = answer.result === 'not-sent' ? refusalOf([answer.reason]) : undefined;
  if (refusal) await deps.pace.brake(refusal.cause, now, 1, refusal.said);
  else if (isTrial && answer.result === 'accepted') await deps.pace.brake('over', now);
}

async function renderConfirmation({ renderer, linkTables }: TransactionalDeps, locale: string): Promise<Rendered> {
  const rendered = await renderer.renderTemplate('confirm', { locale, tracked: false });
  const { hash, template, links } = rendered;
  await linkTables.put({ hash, template, tracked: false, links });
  return rendered;
}

async function sendConfirmation(
  deps: TransactionalDeps,
  subscriber: Subscriber,
  confirmation: Confirmation,
  rendered: Rendered,
  now: EpochMs,
): Promise<EntryResult> {
  return deps.mailer.sendOne({
    to: subscriber.email,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    scalars: confirmationScalars(deps.tokens, subscriber, confirmation, rendered),
    tags: { kind: 'transactional', person: subscriber.id, render: rendered.hash, at: toSeconds36(now) },
  });
}

function confirmationScalars(tokens: Tokens, subscriber: Subscriber, confirmation: Confirmation, rendered: Rendered) {
  return {
    confirmToken: tokens.confirm({ subscriberId: subscriber.id, issuedAt: confirmation.requestedAt }),
    firstName: shownFirstName(rendered, subscriber.firstName),
  };
}

async function noteAnswer(
  deps: TransactionalDeps,
  id: string,
  calling: Confirmation,
  answer: Exclude<EntryResult, { result: 'unknown' }>,
  now: EpochMs,
): Promise<void> {
  await changeSubscriber(deps.subscribers, id, (known) => {
    // A newer request is another matter; confirming meanwhile keeps what it wrote.
    if (!known?.confirmation || known.confirmation.requestedAt !== calling.requestedAt) return undefined;
    const { dueAt: _dueAt, ...rest } = known;
    // SES may have told already that it threw the e-mail away.
    if (known.confirmation.failed !== undefined) return undefined;
    if (answer.result === 'accepted')
      return { ...rest, confirmation: { ...known.confirmation, wanted: false, sentAt: now } };
    if (!known.confirmation.wanted) return undefined;
    const unanswered = answer.result === 'never' ? givenUp(calling, answer.reason, now) : delayed(calling, now);
    // What she agreed to in the meantime stays.
    const { consents } = known.confirmation;
    return { ...rest, ...unanswered, confirmation: { ...unanswered.confirmation, ...(consents && { consents }) } };
  });
}

/** Takes a request that will not be served off the due index. */
async function closeRequest(
  deps: TransactionalDeps,
  subscriber: Subscriber,
  confirmation: Confirmation,
): Promise<void> {
  const { dueAt: _dueAt, ...rest } = subscriber;
  await deps.subscribers.save({ ...rest, confirmation: { ...confirmation, wanted: false } });
}

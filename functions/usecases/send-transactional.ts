// Sends the confirmation a person asked for just now: at once, past caps and pauses, and again (bounded) when in doubt.
import { transactionalLookMs, transactionalPaused } from '../domain/control.ts';
import { brakeFor } from '../domain/ses-refusals.ts';
import type { Confirmation, Subscriber } from '../domain/subscriber.ts';
import { type EpochMs, minuteMs, toSeconds36 } from '../domain/time.ts';
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
  readonly subscribers: SubscriberStore;
  readonly renderer: Renderer;
  readonly linkTables: LinkTables;
  readonly control: Control;
  readonly pace: Pace;
  readonly mailer: Mailer;
  readonly tokens: Tokens;
  readonly clock: Clock;
}

/** A mail in doubt is simply sent again, so often and no more. */
const maxAttempts = 3;
/** An attempt whose outcome was never recorded is tried again after this. */
const retryMs = 2 * minuteMs;

/** Works the hint that somebody wants a transactional mail; when she does not (any more), nothing happens. */
export async function sendTransactional(deps: TransactionalDeps, subscriberId: string): Promise<void> {
  const now = deps.clock.now();
  const subscriber = await deps.subscribers.get(subscriberId);
  const confirmation = subscriber?.confirmation;
  if (!subscriber || !confirmation || subscriber.dueAt === undefined || subscriber.dueAt > now) return;
  if (!confirmation.wanted || confirmation.attempts >= maxAttempts || subscriber.suppression) {
    await closeRequest(deps, subscriber, confirmation);
    return;
  }
  const control = await deps.control.get();
  if (control.awaitsReconcile) return;
  if (transactionalPaused(control)) {
    await deps.subscribers.save({ ...subscriber, dueAt: now + transactionalLookMs });
    return;
  }
  // Never refused: it is counted, so that marketing mail makes room. Before the attempt, so that a failure costs none.
  await deps.pace.reserve(1, 'transactional', now);
  const attempt = { ...confirmation, attempts: confirmation.attempts + 1 };
  // The versioned write is the lock: of two workers with the same hint, one goes on.
  if (!(await deps.subscribers.save({ ...subscriber, confirmation: attempt, dueAt: now + retryMs }))) return;
  const answer = await sendConfirmation(deps, subscriber, attempt, now);
  if (answer.result === 'accepted' || answer.result === 'never')
    await noteAnswer(deps, subscriberId, attempt, answer, now);
  const cause = answer.result === 'not-sent' ? brakeFor([answer.reason]) : undefined;
  if (cause) await deps.pace.brake(cause, now);
}

async function sendConfirmation(
  deps: TransactionalDeps,
  subscriber: Subscriber,
  confirmation: Confirmation,
  now: EpochMs,
): Promise<EntryResult> {
  const rendered = await deps.renderer.renderTemplate('confirm', { locale: subscriber.locale, tracked: false });
  await deps.linkTables.put({
    hash: rendered.hash,
    template: rendered.template,
    tracked: false,
    links: rendered.links,
  });
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
  attempt: Confirmation,
  answer: EntryResult,
  now: EpochMs,
): Promise<void> {
  await changeSubscriber(deps.subscribers, id, (known) => {
    // A newer request is another matter; confirming meanwhile keeps what it wrote.
    if (!known?.confirmation || known.confirmation.requestedAt !== attempt.requestedAt) return undefined;
    const { dueAt: _dueAt, ...rest } = known;
    const sent = answer.result === 'accepted' ? { sentAt: now } : {};
    return { ...rest, confirmation: { ...known.confirmation, wanted: false, ...sent } };
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

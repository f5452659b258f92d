// Records what SES says happened to e-mails: one write per batch for a whole delivery of events, hard bounces, complaints
// and repeated soft bounces suppress their subscriber, then the buckets are marked and the proof that events flow is raised.
import { addressKeyIn } from '../domain/address.ts';
import type { Batch, Recipient } from '../domain/batch.ts';
import { flowOfEvents } from '../domain/flow.ts';
import {
  additionsOf,
  afterEvent,
  calledAt,
  joinAdditions,
  type MailEvent,
  type MailTarget,
  targetOf,
  tellsOfConfirmation,
  tellsOfThrowingAway,
  touchesPerson,
} from '../domain/mail-event.ts';
import { latenessOf } from '../domain/proof.ts';
import { minuteMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import type { Meter } from '../ports/meter.ts';
import type { BatchStore, MetricsStore, SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { markBuckets } from './mark-buckets.ts';

/** An e-mail dated later than this from now proves nothing: one absurd date must not vouch for years of silence. */
const maxClockSkewMs = minuteMs;

export interface RecordEngagementDeps {
  readonly batches: BatchStore;
  readonly subscribers: SubscriberStore;
  readonly metrics: MetricsStore;
  readonly identity: Pick<Identity, 'subscriberId'>;
  readonly clock: Clock;
  readonly meter: Meter;
}

export interface Recorded<Message> {
  readonly recorded: number;
  /** Messages acknowledged without effect, counted by reason. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Messages to be delivered again, with what went wrong. */
  readonly failed: readonly { readonly message: Message; readonly error: unknown }[];
}

type SlotEvent = { readonly event: MailEvent; readonly target: Extract<MailTarget, { kind: 'slot' }> };

interface Ignored {
  readonly reason: string;
  readonly count: number;
}

interface Run {
  recorded: number;
  readonly ignored: Record<string, number>;
  readonly failed: { message: MailEvent; error: unknown }[];
  readonly touched: Batch[];
}

export async function recordEngagement(
  deps: RecordEngagementDeps,
  events: readonly MailEvent[],
): Promise<Recorded<MailEvent>> {
  const run: Run = { recorded: 0, ignored: {}, failed: [], touched: [] };
  deps.meter.count(flowOfEvents(events));
  const byBatch = new Map<string, SlotEvent[]>();
  const byPerson = new Map<string, MailEvent[]>();
  let thrownAway = 0;
  for (const event of events) {
    const target = targetOf(event);
    if (target.kind !== 'foreign' && tellsOfThrowingAway(event)) thrownAway += 1;
    if (target.kind === 'foreign') ignore(run, target.reason, 1);
    else if (target.kind === 'person') group(byPerson, target.subscriberId, event);
    else group(byBatch, target.batchId, { event, target });
  }
  if (thrownAway > 0) deps.meter.read({ Mishaps: thrownAway });
  await Promise.all([
    ...[...byBatch].map(([batchId, ours]) => recordBatch(deps, run, batchId, ours)),
    ...[...byPerson].map(([subscriberId, ours]) => recordPerson(deps, run, subscriberId, ours)),
  ]);
  await markBuckets(deps, run.touched);
  if (run.failed.length === 0) await raiseProof(deps, events);
  const { recorded, ignored, failed } = run;
  return { recorded, ignored, failed };
}

async function recordBatch(
  deps: RecordEngagementDeps,
  run: Run,
  batchId: string,
  events: readonly SlotEvent[],
): Promise<void> {
  await attempt(
    run,
    events.map(({ event }) => event),
    async () => {
      const parts = events.map(({ event, target }) => additionsOf(event, target.slot));
      const batch = await deps.batches.add(batchId, joinAdditions(parts));
      if (!batch) return { reason: 'unknown-batch', count: events.length - (await suppressStrays(deps, events)) };
      run.touched.push(batch);
      await suppressRecipients(deps, batchId, events);
      return undefined;
    },
  );
}

async function suppressRecipients(deps: RecordEngagementDeps, batchId: string, events: readonly SlotEvent[]) {
  const grave = events.filter(({ event }) => touchesPerson(event));
  if (grave.length === 0) return;
  const recipients = new Map(
    (await deps.batches.recipients(batchId)).map((recipient): [number, Recipient] => [recipient.slot, recipient]),
  );
  const byPerson = new Map<string, MailEvent[]>();
  for (const { event, target } of grave) {
    // A blank recipient was erased since: there is nobody left to suppress, and her tombstone stands already.
    const subscriberId = recipients.get(target.slot)?.subscriberId;
    if (subscriberId) group(byPerson, subscriberId, event);
  }
  await Promise.all([...byPerson].map(([subscriberId, ours]) => suppress(deps, subscriberId, ours)));
}

/**
 * A batch is not known where the table was restored from a backup made before it. Nothing is counted then, but whoever bounced or
 * complained is known by her address. Answers how many of the events found somebody.
 */
async function suppressStrays(deps: RecordEngagementDeps, events: readonly SlotEvent[]): Promise<number> {
  const byPerson = new Map<string, MailEvent[]>();
  for (const { event } of events) {
    const key = touchesPerson(event) && event.recipient ? addressKeyIn(event.recipient) : undefined;
    if (key) group(byPerson, deps.identity.subscriberId(key), event);
  }
  const found = await Promise.all(
    [...byPerson].map(async ([subscriberId, ours]) => ((await suppress(deps, subscriberId, ours)) ? ours.length : 0)),
  );
  return found.reduce((sum, count) => sum + count, 0);
}

async function recordPerson(
  deps: RecordEngagementDeps,
  run: Run,
  subscriberId: string,
  events: readonly MailEvent[],
): Promise<void> {
  await attempt(run, events, async () =>
    (await suppress(deps, subscriberId, events)) ? undefined : 'unknown-subscriber',
  );
}

/** Whether she exists; only bounces, complaints and word of her confirmation change her. */
async function suppress(
  deps: RecordEngagementDeps,
  subscriberId: string,
  events: readonly MailEvent[],
): Promise<boolean> {
  const found = events.filter((event) => touchesPerson(event) || tellsOfConfirmation(event));
  if (found.length === 0) return true;
  const { subscriber } = await changeSubscriber(deps.subscribers, subscriberId, (known) => {
    const next = known && found.reduce(afterEvent, known);
    return next === known ? undefined : next;
  });
  return subscriber !== undefined;
}

/** One group's failure is its own: its messages come again, the others are done. `work` says what had no effect; a reason alone: all. */
async function attempt(
  run: Run,
  events: readonly MailEvent[],
  work: () => Promise<string | Ignored | undefined>,
): Promise<void> {
  try {
    const said = await work();
    const ignored = typeof said === 'string' ? { reason: said, count: events.length } : said;
    if (ignored && ignored.count > 0) ignore(run, ignored.reason, ignored.count);
    run.recorded += events.length - (ignored?.count ?? 0);
  } catch (error) {
    for (const message of events) run.failed.push({ message, error });
  }
}

/** Only after everything at hand is written: a proof ahead of an unwritten event would let its e-mail be sent again. */
async function raiseProof(deps: RecordEngagementDeps, events: readonly MailEvent[]): Promise<void> {
  const now = deps.clock.now();
  const proofs = events.map(calledAt).filter((at) => at <= now + maxClockSkewMs);
  const late = latenessOf(
    events.map(({ at }) => at),
    now,
  );
  if (proofs.length > 0) await deps.metrics.raiseProof(Math.max(...proofs), late);
}

function ignore(run: Run, reason: string, count: number): void {
  run.ignored[reason] = (run.ignored[reason] ?? 0) + count;
}

function group<Member>(groups: Map<string, Member[]>, name: string, member: Member): void {
  const known = groups.get(name);
  if (known) known.push(member);
  else groups.set(name, [member]);
}

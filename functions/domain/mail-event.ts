// What SES says happened to one e-mail, in our words, and what that adds to its batch or does to its subscriber.
import { batchLimit, type SlotAdditions, sealAfterMs, slotAt, slotReason } from './batch.ts';
import { afterWord, type Word } from './confirmation.ts';
import type { Subscriber, Suppression } from './subscriber.ts';
import { dayMs, type EpochMs, fromSeconds36 } from './time.ts';

export type BounceType = 'Permanent' | 'Transient' | 'Undetermined';

export type MailEventKind =
  | 'send'
  | 'delivery'
  | 'delivery-delay'
  | 'bounce'
  | 'complaint'
  | 'reject'
  | 'rendering-failure'
  /** Kinds this system does not ask SES for. */
  | 'other';

export interface MailEvent {
  readonly kind: MailEventKind;
  /** When SES took the e-mail. */
  readonly mailAt: EpochMs;
  /** When this happened to it. */
  readonly at: EpochMs;
  readonly bounceType?: BounceType;
  /** Whom the e-mail went to, as SES writes the address: of bounces and complaints alone, and in no log. */
  readonly recipient?: string;
  /** As they came with the e-mail: `batch` and `slot`, or `person` on transactional mail. */
  readonly tags: Readonly<Partial<Record<string, string>>>;
}

export type MailTarget =
  | { readonly kind: 'slot'; readonly batchId: string; readonly slot: number }
  | { readonly kind: 'person'; readonly subscriberId: string }
  | { readonly kind: 'foreign'; readonly reason: string };

const idPattern = /^[A-Za-z0-9_-]{22}$/;

/** Whom an event is about, or why nobody of ours. Test mail carries neither tag and needs no record. */
export function targetOf({ kind, tags }: MailEvent): MailTarget {
  if (kind === 'other') return { kind: 'foreign', reason: 'kind-not-recorded' };
  if (tags.person !== undefined) {
    if (!idPattern.test(tags.person)) return { kind: 'foreign', reason: 'person-tag-malformed' };
    return { kind: 'person', subscriberId: tags.person };
  }
  if (tags.batch === undefined) return { kind: 'foreign', reason: 'no-batch-tag' };
  if (!idPattern.test(tags.batch)) return { kind: 'foreign', reason: 'batch-tag-malformed' };
  const slot = /^\d{1,2}$/.test(tags.slot ?? '') ? Number(tags.slot) : Number.NaN;
  if (!(slot < batchLimit)) return { kind: 'foreign', reason: 'slot-tag-malformed' };
  return { kind: 'slot', batchId: tags.batch, slot };
}

/**
 * When the e-mail was sent, by our own clock: every call tags its e-mails with its time (`at`, seconds base 36), because
 * what proves order must not rest on two clocks. SES's time where the tag is missing.
 */
export function calledAt({ tags, mailAt }: MailEvent): EpochMs {
  return tags.at !== undefined && /^[0-9a-z]{6,7}$/.test(tags.at) ? fromSeconds36(tags.at) : mailAt;
}

/** SES took it, and then did not send it. */
export function tellsOfThrowingAway({ kind }: MailEvent): boolean {
  return kind === 'reject' || kind === 'rendering-failure';
}

/** SES's word proves acceptance, save for what it took and then threw away. Months later it is only counted. */
export function additionsOf(event: MailEvent, slot: number): SlotAdditions {
  if (event.at - calledAt(event) > sealAfterMs) return { late: [slot] };
  if (event.kind === 'reject') return { refused: [slotReason(slot, 'ses-reject')] };
  if (event.kind === 'rendering-failure') return { refused: [slotReason(slot, 'rendering-failure')] };
  const evented = [slotAt(slot, calledAt(event))];
  if (event.kind === 'delivery') return { evented, delivered: [slotAt(slot, event.at)] };
  if (event.kind === 'bounce') return { evented, bounced: [slotReason(slot, event.bounceType ?? 'Undetermined')] };
  return event.kind === 'complaint' ? { evented, complained: [slot] } : { evented };
}

/** One union for many: entries appear once, sorted, whatever the order of the parts. */
export function joinAdditions(parts: readonly SlotAdditions[]): SlotAdditions {
  const joined = new Map<string, Set<string | number>>();
  for (const part of parts) {
    for (const [name, entries] of Object.entries(part) as [string, readonly (string | number)[]][]) {
      joined.set(name, new Set([...(joined.get(name) ?? []), ...entries]));
    }
  }
  return Object.fromEntries([...joined].map(([name, entries]) => [name, [...entries].sort()]));
}

/** Whether the address itself is the trouble: what follows is no more mail. */
function suppressionOf(event: MailEvent): Suppression | undefined {
  if (event.kind === 'complaint') return { reason: 'complaint', at: event.at };
  if (event.kind === 'bounce' && event.bounceType === 'Permanent') return { reason: 'bounce', at: event.at };
  return undefined;
}

/** So many soft bounces within so many days, and the address is taken for dead. */
const softBounceLimit = 3;
const softBounceSpanMs = 14 * dayMs;
const keptSoftBounces = 10;

/** Whether an event may change its subscriber at all. */
export function touchesPerson({ kind, bounceType }: MailEvent): boolean {
  return kind === 'complaint' || (kind === 'bounce' && bounceType !== 'Undetermined');
}

const words: Readonly<Partial<Record<MailEventKind, Word>>> = {
  send: 'sent',
  delivery: 'delivered',
  reject: 'ses-reject',
  'rendering-failure': 'rendering-failure',
};

/** Whether an event tells what became of a confirmation. */
export function tellsOfConfirmation({ kind, tags }: MailEvent): boolean {
  return tags.kind === 'transactional' && tags.person !== undefined && words[kind] !== undefined;
}

/** The subscriber after an event; the same object when it changes nothing. */
export function afterEvent(subscriber: Subscriber, event: MailEvent): Subscriber {
  const word = tellsOfConfirmation(event) ? words[event.kind] : undefined;
  if (word) return afterWord(subscriber, word, calledAt(event));
  const found = suppressionOf(event);
  if (found) return suppressed(subscriber, found);
  return touchesPerson(event) ? softBounced(subscriber, calledAt(event)) : subscriber;
}

/** Known by the time its e-mail was sent, a bounce counts once however often SES tells of it, in any order. */
export function softBounced(subscriber: Subscriber, mailAt: EpochMs): Subscriber {
  const known = subscriber.softBounces ?? [];
  const times = [...new Set([...known, mailAt])].sort((a, b) => a - b).slice(-keptSoftBounces);
  if (subscriber.status === 'erased' || known.includes(mailAt) || !times.includes(mailAt)) return subscriber;
  const noted = { ...subscriber, softBounces: times };
  const first = times.find((at, index) => (times[index + softBounceLimit - 1] ?? Infinity) - at <= softBounceSpanMs);
  if (first === undefined) return noted;
  return suppressed(noted, { reason: 'bounce', at: times[times.indexOf(first) + softBounceLimit - 1] as EpochMs });
}

/** Weightier reasons replace lighter ones, and the earliest time stays, so that the order of events cannot matter. */
const weights: Readonly<Record<Suppression['reason'], number>> = { bounce: 0, complaint: 1, staff: 2, erasure: 3 };

export function joinSuppressions(known: Suppression | undefined, found: Suppression): Suppression {
  const reason = known && weights[known.reason] >= weights[found.reason] ? known.reason : found.reason;
  return { reason, at: Math.min(found.at, known?.at ?? found.at) };
}

/** The subscriber after a hard bounce or complaint; the same object when she already was. */
export function suppressed(subscriber: Subscriber, found: Suppression): Subscriber {
  const known = subscriber.suppression;
  const { reason, at } = joinSuppressions(known, found);
  const status = statusAfter(subscriber.status, found.reason);
  const leftAt = Math.min(found.at, subscriber.leftAt ?? found.at);
  if (known?.reason === reason && known.at === at && subscriber.status === status && subscriber.leftAt === leftAt) {
    return subscriber;
  }
  // A confirmation still wanted would go to the address that just failed.
  const { dueAt: _due, confirmation, ...rest } = subscriber;
  return {
    ...rest,
    status,
    leftAt,
    suppression: { reason, at },
    ...(confirmation && { confirmation: { ...confirmation, wanted: false } }),
  };
}

function statusAfter(status: Subscriber['status'], reason: Suppression['reason']): Subscriber['status'] {
  if (status === 'erased' || reason === 'staff' || reason === 'erasure') return status;
  return reason === 'complaint' || status === 'complained' ? 'complained' : 'bounced';
}

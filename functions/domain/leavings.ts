// After a table restore: what people took back on the lost table is taken from the restored one too. Nothing is ever given: what
// somebody agreed to, or came back to, in the gap is not carried.
import { closedConfirmation } from './confirmation.ts';
import { joinSuppressions, softBounced, suppressed } from './mail-event.ts';
import {
  hasConsent,
  latestConsent,
  type Purpose,
  type Subscriber,
  type SubscriberStatus,
  withConsent,
} from './subscriber.ts';
import type { EpochMs } from './time.ts';
import { hasDeclined } from './topic.ts';

/** The further somebody has gone, the higher. */
const gone: Readonly<Record<SubscriberStatus, number>> = {
  pending: 0,
  active: 0,
  unsubscribed: 1,
  bounced: 2,
  complained: 3,
  erased: 4,
};

/**
 * The subscriber of the restored table after what the lost one knows of her; the same object where nothing is taken. What she
 * took back and then gave again on the lost table stays as it is, and so does what she gave since on the restored one.
 */
export function afterLeavings(known: Subscriber, old: Subscriber): Subscriber {
  if (known.status === 'erased') return joined(known, old);
  if (old.status === 'erased') return joined({ ...tombstone(old), rev: known.rev }, known);
  const parts = isBare(known) ? gravest : [...gravest, withdrawn, declined, bouncedSoftly, halted];
  return parts.reduce((person, part) => part(person, old), known);
}

/** What is to be kept of somebody the restored table does not know: nothing, or that no mail may go to her. Her address is not kept. */
export function leavingsOfStranger(old: Subscriber): Subscriber | undefined {
  if (old.status === 'erased') return tombstone(old);
  if (!old.suppression) return undefined;
  const { id, status, locale, createdAt, leftAt, leftFrom, suppression } = old;
  return {
    id,
    rev: 0,
    email: '',
    status: gone[status] > 0 ? status : 'unsubscribed',
    consents: [],
    locale,
    createdAt,
    ...(leftAt !== undefined && { leftAt }),
    ...(leftFrom && { leftFrom }),
    suppression,
    attributes: {},
    tags: [],
  };
}

function tombstone(old: Subscriber): Subscriber {
  const { dueAt: _dueAt, ...kept } = old;
  return { ...kept, rev: 0 };
}

/** A tombstone, to which nothing else of hers is added. */
const isBare = ({ email }: Subscriber): boolean => email === '';

function joined(known: Subscriber, { suppression }: Subscriber): Subscriber {
  if (!suppression) return known;
  const next = joinSuppressions(known.suppression, suppression);
  const { reason, at } = known.suppression ?? {};
  return next.reason === reason && next.at === at ? known : { ...known, suppression: next };
}

type Part = (known: Subscriber, old: Subscriber) => Subscriber;

const stopped: Part = (known, { suppression }) => (suppression ? suppressed(known, suppression) : known);

const left: Part = (known, old) => {
  if (gone[old.status] === 0) return known;
  if (old.status === 'unsubscribed' && agreedSince(known, old.leftAt)) return known;
  const status = gone[old.status] > gone[known.status] ? old.status : known.status;
  const leftAt = earliest(known.leftAt, old.leftAt);
  const leftFrom = known.leftFrom ?? old.leftFrom;
  const moved =
    status === known.status && leftAt === known.leftAt && leftFrom === known.leftFrom
      ? known
      : { ...known, status, ...(leftAt !== undefined && { leftAt }), ...(leftFrom && { leftFrom }) };
  return linkClosed(moved, old);
};

/** The link she had not pressed yet, or that would still be sent, opens nothing any more; one she asked for since does. */
const linkClosed: Part = (known, old) => {
  const { confirmation, dueAt: _dueAt, ...rest } = known;
  const closedAt = old.confirmation?.closedAt ?? (old.status === 'unsubscribed' ? old.leftAt : undefined);
  if (!confirmation || confirmation.closedAt !== undefined || closedAt === undefined) return known;
  const closed = confirmation.requestedAt <= closedAt && closedConfirmation(confirmation, closedAt);
  return closed ? { ...rest, confirmation: closed } : known;
};

const withdrawn: Part = (known, old) =>
  (['marketing', 'tracking'] as const).reduce((person, purpose) => {
    const last = latestConsent(old, purpose);
    const ours = latestConsent(person, purpose);
    if (!last || last.given || !ours?.given || ours.at > last.at) return person;
    const { score: _score, ...unscored } = person;
    return withConsent(purpose === 'tracking' ? unscored : person, last);
  }, known);

const declined: Part = (known, old) => {
  const added = (old.declined ?? []).filter(({ topic }) => !hasDeclined(known, topic));
  return added.length > 0 ? { ...known, declined: [...(known.declined ?? []), ...added] } : known;
};

const bouncedSoftly: Part = (known, { softBounces = [] }) => softBounces.reduce(softBounced, known);

const halted: Part = (known, old) => {
  const { stirredAt = 0 } = known;
  const resting = agreedSince(known, old.restingSince) ? undefined : old.restingSince;
  const isStirred = stirredAt >= (old.sunsetSince ?? 0) || agreedSince(known, old.sunsetSince);
  const paused = later(known, 'pausedSince', old.pausedSince);
  return later(later(paused, 'restingSince', resting), 'sunsetSince', isStirred ? undefined : old.sunsetSince);
};

const gravest: readonly Part[] = [stopped, left];

/** Whether she said yes to mail after that moment: her own later word outweighs it. */
function agreedSince(known: Subscriber, at: EpochMs | undefined): boolean {
  const last = latestConsent(known, 'marketing');
  return at !== undefined && last?.given === true && last.at > at;
}

function later(
  known: Subscriber,
  name: 'pausedSince' | 'restingSince' | 'sunsetSince',
  at: EpochMs | undefined,
): Subscriber {
  return at === undefined || at <= (known[name] ?? Number.NEGATIVE_INFINITY) ? known : { ...known, [name]: at };
}

function earliest(...times: readonly (EpochMs | undefined)[]): EpochMs | undefined {
  const known = times.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

export const takings = [
  'unsubscribed',
  'bounced',
  'complained',
  'erased',
  'suppressed',
  'marketing withdrawn',
  'tracking withdrawn',
  'topic declined',
  'soft bounce noted',
  'paused',
  'resting',
  'silent for long',
  'link closed or date noted',
] as const;
export type Taking = (typeof takings)[number];

/** What one carrying took from her, in words to count by; leaving says that marketing mail was withdrawn. */
export function takenFrom(before: Subscriber, after: Subscriber): readonly Taking[] {
  if (after === before) return [];
  const lost = (purpose: Purpose) => hasConsent(before, purpose) && !hasConsent(after, purpose);
  const isMoved = after.status !== before.status;
  const found: Partial<Record<Taking, boolean>> = {
    unsubscribed: isMoved && after.status === 'unsubscribed',
    bounced: isMoved && after.status === 'bounced',
    complained: isMoved && after.status === 'complained',
    erased: isMoved && after.status === 'erased',
    suppressed: !isMoved && after.suppression !== before.suppression,
    'marketing withdrawn': !isMoved && lost('marketing'),
    'tracking withdrawn': after.status !== 'erased' && lost('tracking'),
    'topic declined': (after.declined?.length ?? 0) > (before.declined?.length ?? 0),
    'soft bounce noted': after.status !== 'erased' && after.softBounces !== before.softBounces,
    paused: after.status !== 'erased' && after.pausedSince !== before.pausedSince,
    resting: after.status !== 'erased' && after.restingSince !== before.restingSince,
    'silent for long': after.status !== 'erased' && after.sunsetSince !== before.sunsetSince,
  };
  const named = takings.filter((taking) => found[taking]);
  return named.length > 0 ? named : ['link closed or date noted'];
}

// The people of the bench, as the table would hold them after some weeks: subscribers with consents, walks with history.
import { createHash } from 'node:crypto';
import type { Enrolment, SendNote } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Consent, Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs } from '../../functions/domain/time.ts';
import { dueShard } from '../../functions/table.ts';

const firstNames = ['Anna', 'Beatriz', 'Chiara', 'Dominik', 'Emily', 'Fatima', 'Grace', 'Hannah', 'Isla', 'Jonathan'];

/** Days after enrolment on which a reader who opens everything gets each mail. */
const daysOfSends: readonly (readonly [step: string, day: number])[] = [
  ['welcome', 0],
  ['understanding-scars', 2],
  ['chemical-peels', 5],
  ['microneedling', 8],
  ['combined-approach', 12],
  ['questions', 16],
  ['next-step', 21],
];

export function personId(name: string): string {
  return createHash('sha256').update(name).digest().subarray(0, 16).toString('base64url');
}

const dueShardOf = (id: string): string => dueShard('enrolment', id);

/**
 * Names of `count` people of one cohort, spread evenly over the due shards where that is asked for: then every batch
 * planned from them is full.
 */
export function cohortIds(cohort: string, count: number, evenShards = false): string[] {
  const ids: string[] = [];
  const perShard = new Map<string, number>();
  const mostPerShard = evenShards ? count / 4 : Number.POSITIVE_INFINITY;
  for (let index = 0; ids.length < count; index += 1) {
    const id = personId(`${cohort} ${index}`);
    const shard = dueShardOf(id);
    const known = perShard.get(shard) ?? 0;
    if (known >= mostPerShard) continue;
    perShard.set(shard, known + 1);
    ids.push(id);
  }
  return ids;
}

export function subscriber(id: string, index: number, joinedAt: EpochMs, tracked: boolean): Subscriber {
  const firstName = firstNames[index % firstNames.length] as string;
  const said = (purpose: Consent['purpose']): Consent => ({
    purpose,
    given: true,
    wording: '2026-11',
    at: joinedAt,
    source: 'form',
    ipHash: personId(`ip ${index}`),
  });
  return {
    id,
    rev: 0,
    email: `${firstName.toLowerCase()}.${index}@mail.example.com`,
    firstName,
    status: 'active',
    consents: tracked ? [said('marketing'), said('tracking')] : [said('marketing')],
    locale: 'en',
    timeZone: 'Europe/London',
    source: 'website',
    createdAt: joinedAt,
    activeSince: joinedAt + hourMs,
    confirmation: {
      requestedAt: joinedAt,
      wanted: false,
      attempts: 1,
      sentAt: joinedAt,
      closedAt: joinedAt + hourMs,
    },
    attributes: {},
    tags: [],
  };
}

/** A walk that came to its end, every mail noted. */
export function endedWalk(subscriberId: string, journey: Journey, joinedAt: EpochMs): Enrolment {
  const sends = notesUpTo(subscriberId, 'next-step', joinedAt);
  const endedAt = (sends.at(-1) as SendNote).at;
  return {
    ...walk(subscriberId, journey, joinedAt),
    state: 'ended',
    at: 'end',
    sends,
    endedAt,
    endedReason: 'completed',
  };
}

/** Stands at the last day of the wait after `step`; due at `dueAt`, when the next mail wants to leave. */
export function waitingWalk(subscriberId: string, journey: Journey, step: string, dueAt: EpochMs): Enrolment {
  const wait = Object.values(journey.nodes).find(
    (node) => node.kind === 'wait' && node.since === step && journey.nodes[node.next]?.kind === 'send',
  );
  if (!wait) throw new Error(`No wait after "${step}" leads to a mail; choose another step for the bench.`);
  const place = daysOfSends.findIndex(([name]) => name === step);
  const joinedAt = dueAt - (daysOfSends[place + 1]?.[1] ?? 0) * dayMs;
  const sends = notesUpTo(subscriberId, step, joinedAt);
  const since = (sends.at(-1) as SendNote).at;
  return {
    ...walk(subscriberId, journey, joinedAt),
    state: 'walking',
    at: wait.id,
    since,
    waitUntil: dueAt,
    sends,
    dueAt,
  };
}

function walk(subscriberId: string, journey: Journey, joinedAt: EpochMs) {
  const { id: journeyId, version } = journey;
  return { subscriberId, journeyId, version, rev: 0, enrolledAt: joinedAt, since: joinedAt };
}

function notesUpTo(subscriberId: string, step: string, joinedAt: EpochMs): SendNote[] {
  const last = daysOfSends.findIndex(([name]) => name === step);
  return daysOfSends.slice(0, last + 1).map(([name, day], index) => ({
    step: name,
    at: joinedAt + day * dayMs,
    batchId: personId(`batch ${name} ${joinedAt} ${subscriberId.slice(0, 1)}`),
    slot: index % 50,
  }));
}

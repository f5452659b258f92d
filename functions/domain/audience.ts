// Who gets a newsletter: members at its cut-off time, in batches of people whose e-mail is the same.
import { batchLimit } from './batch.ts';
import type { Broadcast } from './broadcast.ts';
import { hasConsent, type Member, marketingRefusal } from './subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from './time.ts';

/** News is stale after this long: what could not leave by then lapses. */
export const broadcastShelfMs = 3 * dayMs;

export interface AudienceGroup {
  readonly locale: string;
  readonly tracked: boolean;
  readonly members: readonly Member[];
}

export function belongs(member: Member, cutoffAt: EpochMs, topic: string): boolean {
  const { activeSince } = member;
  return activeSince !== undefined && activeSince <= cutoffAt && marketingRefusal(member, topic) === undefined;
}

/** Groups of at most 50 who share locale and tracking, each in the order given. */
export function audienceGroups(members: readonly Member[]): AudienceGroup[] {
  const alike = Map.groupBy(members, (one) => JSON.stringify([one.locale, hasConsent(one, 'tracking')]));
  return [...alike].flatMap(([name, group]) => {
    const [locale, tracked] = JSON.parse(name) as [string, boolean];
    return Array.from({ length: Math.ceil(group.length / batchLimit) }, (_, index) => ({
      locale,
      tracked,
      members: group.slice(index * batchLimit, (index + 1) * batchLimit),
    }));
  });
}

/** How long until a broadcast that is being sent is looked at again: often at first, at most once an hour later. */
export function recheckMs(broadcast: Pick<Broadcast, 'cutoffAt'>, now: EpochMs): number {
  const ageMs = now - (broadcast.cutoffAt ?? now);
  return Math.min(Math.max(Math.ceil(ageMs / 10), minuteMs), hourMs);
}

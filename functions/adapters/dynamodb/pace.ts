// The shared pace as one item: read, reserve by the pure rules, write if nobody was faster, else look again.
import {
  brake,
  freshPace,
  limitsOf,
  type PaceRules,
  type PaceState,
  reserve,
  safeQuota,
  shareNow,
  usedInDay,
  withQuota,
} from '../../domain/pacing.ts';
import { type EpochMs, minuteMs, secondMs } from '../../domain/time.ts';
import type { Account } from '../../ports/account.ts';
import type { Meter } from '../../ports/meter.ts';
import type { Pace } from '../../ports/pace.ts';
import { keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

const quotaEveryMs = 5 * minuteMs;
const saveTries = 12;
/** Whoever lost that often lets the others pass first. */
const crowdedMs = 2 * secondMs;

type Stored = PaceState & { readonly rev: number };

export function makePace(table: TableAccess, account: Account, rules: PaceRules, meter: Meter): Pace {
  const read = async (): Promise<Stored> => {
    const item = await table.get(keys.pace());
    return item ? (withoutKeys(item) as unknown as Stored) : { ...freshPace, rev: 0 };
  };
  const withFreshQuota = async (state: Stored, now: EpochMs): Promise<Stored> => {
    if (state.quota && now - state.quota.at < quotaEveryMs) return state;
    const quota = await account.quota(now);
    return quota ? { ...withQuota(state, quota), rev: state.rev } : state;
  };
  const limits = (state: PaceState, now: EpochMs) => limitsOf(state.quota ?? safeQuota, rules, now);
  return {
    async reserve(count, kind, now) {
      for (let tried = 0; tried < saveTries; tried++) {
        const state = await withFreshQuota(await read(), now);
        const [reserved, next] = reserve(state, { count, kind }, limits(state, now), now);
        if (!(await table.putVersioned(keys.pace(), { ...next, rev: state.rev }))) continue;
        const { perDay } = limits(next, now);
        if (perDay > 0 && Number.isFinite(perDay)) {
          meter.read({ QuotaUsedPercent: Math.round((100 * usedInDay(next, now)) / perDay) });
        }
        return reserved;
      }
      // Somebody else was faster each time. Mail people asked for just now goes all the same; the rest comes back.
      if (kind === 'transactional') return { granted: count, nextAt: now };
      return { granted: 0, nextAt: now + crowdedMs, reason: 'pace' };
    },
    async brake(cause, now) {
      for (let tried = 0; tried < saveTries; tried++) {
        const state = await read();
        if (await table.putVersioned(keys.pace(), { ...brake(state, cause, now), rev: state.rev })) return;
      }
      throw new Error(`The pace was contended ${saveTries} times in a row.`);
    },
    async view(now) {
      const state = await withFreshQuota(await read(), now);
      const { perDay, ratePerSecond, dayLimit } = limits(state, now);
      const held = state.heldUntil !== undefined && state.heldUntil > now;
      return {
        quota: state.quota ?? safeQuota,
        ratePerSecond: ratePerSecond * shareNow(state, now),
        perDay: Number.isFinite(perDay) ? perDay : undefined,
        dayLimit,
        usedInDay: usedInDay(state, now),
        share: shareNow(state, now),
        ...(held && state.heldUntil !== undefined && { heldUntil: state.heldUntil }),
        ...(held && state.heldFor !== undefined && { heldFor: state.heldFor }),
      };
    },
  };
}

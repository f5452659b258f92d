// The shared pace as one item: reserve by the pure rules from what this process last knew, write if nobody was faster, else
// read and look again. Whoever asks while a reservation is under way shares the next one.
import {
  type Brake,
  brake,
  freshPace,
  limitsOf,
  type MailKind,
  type PaceRules,
  type PaceState,
  type Reserved,
  refusedMinutes,
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

interface Ask {
  readonly count: number;
  readonly kind: MailKind;
  readonly now: EpochMs;
  readonly answer: PromiseWithResolvers<Reserved>;
}

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
  /** What the last write left behind. A write from it wins only if it still is what is stored. */
  let known: Stored | undefined;
  let waiting: Ask[] = [];
  let isBusy = false;

  /** One after the other, as if each had written by itself; undefined while others were faster. */
  const reserveAll = async (asks: readonly Ask[]): Promise<readonly Reserved[] | undefined> => {
    const now = Math.max(...asks.map((ask) => ask.now));
    let state = await withFreshQuota(known ?? (await read()), now);
    const answers: Reserved[] = [];
    for (const { count, kind } of asks) {
      const [reserved, next] = reserve(state, { count, kind }, limits(state, now), now);
      answers.push(reserved);
      state = { ...next, rev: state.rev };
    }
    known = undefined;
    if (!(await table.putVersioned(keys.pace(), { ...state }))) return undefined;
    known = { ...state, rev: state.rev + 1 };
    const { perDay } = limits(state, now);
    if (perDay > 0 && Number.isFinite(perDay)) {
      meter.read({ QuotaUsedPercent: Math.round((100 * usedInDay(state, now)) / perDay) });
    }
    return answers;
  };

  const answerTogether = async (asks: readonly Ask[]): Promise<void> => {
    try {
      for (let tried = 0; tried < saveTries; tried++) {
        const answers = await reserveAll(asks);
        if (!answers) continue;
        for (const [index, { answer }] of asks.entries()) answer.resolve(answers[index] as Reserved);
        return;
      }
      // Somebody else was faster each time. Mail people asked for just now goes all the same; the rest comes back.
      for (const { count, kind, now, answer } of asks) {
        if (kind === 'transactional') answer.resolve({ granted: count, nextAt: now });
        else answer.resolve({ granted: 0, nextAt: now + crowdedMs, reason: 'pace' });
      }
    } catch (error) {
      for (const { answer } of asks) answer.reject(error);
    }
  };

  const answerAll = async (): Promise<void> => {
    isBusy = true;
    while (waiting.length > 0) {
      const asks = waiting;
      waiting = [];
      await answerTogether(asks);
    }
    isBusy = false;
  };

  /** Calls that are refused together brake one after the other, or they would contend with each other. */
  let braking: Promise<unknown> = Promise.resolve();
  const brakeOnce = async (cause: Brake, now: EpochMs, unsent?: number, said?: string): Promise<void> => {
    known = undefined;
    for (let tried = 0; tried < saveTries; tried++) {
      const state = await read();
      const braked = brake(state, cause, now, unsent, said);
      if (!(await table.putVersioned(keys.pace(), { ...braked, rev: state.rev }))) continue;
      const minutes = refusedMinutes(braked, cause, now);
      if (said !== undefined && minutes !== undefined) tell(said, minutes);
      return;
    }
    throw new Error(`The pace was contended ${saveTries} times in a row.`);
  };

  /** Few calls are made while SES lets nothing of ours pass, so that a line for each is no flood. */
  const tell = (said: string, minutes: number): void => {
    console.warn(JSON.stringify({ event: 'ses-refuses', said, minutes }));
    meter.read({ StuckMinutes: minutes });
  };

  return {
    reserve(count, kind, now) {
      const answer = Promise.withResolvers<Reserved>();
      waiting.push({ count, kind, now, answer });
      if (!isBusy) void answerAll();
      return answer.promise;
    },
    brake(cause, now, unsent, said) {
      const mine = braking.then(() => brakeOnce(cause, now, unsent, said));
      // Whoever called hears of it; the next one's turn comes all the same.
      braking = mine.catch(() => {});
      return mine;
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
        ...(held && state.heldSaid !== undefined && { heldSaid: state.heldSaid }),
      };
    },
  };
}

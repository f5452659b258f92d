// Opens and clicks of one slice of a newsletter as they come over weeks, one by one, with every rollup that they ask for.

import { makeCountingPorts } from '../../functions/composition/counting.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { functions, queues } from '../../functions/manifest.ts';
import type { DueIndex } from '../../functions/ports/stores.ts';
import { rollup } from '../../functions/usecases/rollup.ts';
import { ageAtShare } from '../../infra/local/cost/opening-curve.ts';
import type { Cost } from './invoker.ts';
import { MeteredStage, type Stage } from './stage.ts';

/** One query of the due index, eventually consistent, that fits a unit's eight kilobytes. */
const unitsOfLooking = 0.5;

/** What comes in of one e-mail at one time. */
export interface Coming {
  readonly at: number;
  readonly body: string;
}

export interface ComingIn {
  readonly events: number;
  readonly rollups: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly recordCost: Cost;
  readonly rollupCost: Cost;
}

/** The times of so many opens or clicks of what left at `sentAt`: evenly along the curve, which groups them least. */
export function comingTimes(sentAt: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round(sentAt + ageAtShare((index + 0.5) / count)));
}

/**
 * Plays them on the stage, each in an invocation of its own, and a rollup at each full minute at which a bucket is due. Looking whether one
 * is due is not in the units: that is paid for every minute, at rest too. Nor is the review of readers, which has a time of its own.
 */
export async function playComingIn(stage: Stage, due: DueIndex, coming: readonly Coming[]): Promise<ComingIn> {
  const counting = makeCountingPorts(stage.context);
  const runRollup = (shard: string) =>
    stage.measured(() => rollup(counting, [shard], { remainingMs: () => functions.rollup.timeoutSeconds * 1_000 }));
  const costs = { record: noCost, rollup: noCost };
  const counted = async (name: keyof typeof costs, work: () => Promise<unknown>) => {
    const before = stage.cost;
    await work();
    costs[name] = plus(costs[name], stage.cost, before);
  };
  let rollups = 0;
  const rollUntil = async (until: number) => {
    for (;;) {
      const next = await nextDue(due, until);
      if (next === undefined) return;
      stage.now = Math.max(stage.now, Math.ceil(next.at / minuteMs) * minuteMs);
      rollups += 1;
      await counted('rollup', () => runRollup(next.shard));
    }
  };
  // What the sending left to count is not the readers' doing.
  await rollUntil(stage.now + 10 * minuteMs);
  rollups = 0;
  costs.rollup = noCost;
  stage.reset();
  for (const { at, body } of coming.toSorted((one, other) => one.at - other.at)) {
    await rollUntil(at);
    stage.now = Math.max(stage.now, at);
    await counted('record', () => stage.deliver(queues.hits.consumer, [body], queues.hits.batchSize));
  }
  await rollUntil(stage.now + dayMs);
  const units = stage instanceof MeteredStage ? stage.meter.units : { write: 0, read: 0 };
  return {
    events: coming.length,
    rollups,
    writeUnits: units.write,
    readUnits: units.read - rollups * unitsOfLooking,
    recordCost: costs.record,
    rollupCost: costs.rollup,
  };
}

async function nextDue(due: DueIndex, until: number): Promise<{ at: number; shard: string } | undefined> {
  const shards = due.shards().filter(({ kind }) => kind === 'bucket');
  const found = await Promise.all(
    shards.map(async ({ shard }) => ({ shard, at: await due.oldestDueAt(shard, until) })),
  );
  return found
    .flatMap(({ shard, at }) => (at === undefined ? [] : [{ shard, at }]))
    .toSorted((one, other) => one.at - other.at)[0];
}

const noCost: Cost = { cpuMicros: 0, wallMs: 0, peakRssBytes: 0 };

function plus(sum: Cost, after: Cost, before: Cost): Cost {
  return {
    cpuMicros: sum.cpuMicros + after.cpuMicros - before.cpuMicros,
    wallMs: sum.wallMs + after.wallMs - before.wallMs,
    peakRssBytes: Math.max(sum.peakRssBytes, after.peakRssBytes),
  };
}

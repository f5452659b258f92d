// A flood of opens and clicks on a few thousand slots: made from a seed, doubled, shuffled, and recorded in any grouping.
import clinic from '../../clinic.config.ts';
import { hourMs, secondMs } from '../../functions/domain/time.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { audienceShards } from '../../functions/table.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { agents, event, journey, sentAt, sentBatch } from './people.ts';

const slots = 50;
const agentList = Object.values(agents);
const networks = ['203.0.113.0', '40.107.1.0', '18.196.4.0', ''];

/** Park and Miller's generator: small, and the same everywhere. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** `count` distinct hits at most; the same seed makes the same ones. */
export function floodOf(batchIds: readonly string[], count: number, seed: number): Hit[] {
  const next = chance(seed);
  return Array.from({ length: count }, (): Hit => {
    const kind = next(3) === 0 ? 'click' : 'open';
    const fields = {
      kind,
      at: sentAt + next(3 * 3_600) * secondMs,
      userAgent: agentList[next(agentList.length)] as string,
      ip: networks[next(networks.length)] as string,
      ...(kind === 'click' && { link: next(6) }),
    } as const;
    const batchId = batchIds[next(batchIds.length)] as string;
    return { kind: 'engagement', batchId, slot: next(slots), event: event(fields) };
  });
}

export function doubledAndShuffled<T>(items: readonly T[], seed: number): T[] {
  const next = chance(seed);
  const all = [...items, ...items];
  for (let n = all.length - 1; n > 0; n--) {
    const other = next(n + 1);
    [all[n], all[other]] = [all[other] as T, all[n] as T];
  }
  return all;
}

export async function begin(batchCount: number): Promise<{ world: MemoryWorld; ids: string[] }> {
  const world = new MemoryWorld({ now: sentAt, seed: 'flood', journeys: [journey] });
  const ids: string[] = [];
  for (let n = 0; n < batchCount; n++) ids.push((await sentBatch(world, slots)).id);
  return { world, ids };
}

/** The numbers and the evidence that are left when these hits came in groups of `size`. */
export async function numbersAfter(batchCount: number, hits: readonly Hit[], size: number) {
  const { world } = await begin(batchCount);
  for (let from = 0; from < hits.length; from += size) await recordHits(world, hits.slice(from, from + size));
  world.clock.advance(hourMs);
  await rollupDue({ ...world, linkTables: world.links, audienceShards, clinic }, world.budget);
  const totals = (await world.metrics.totals({ journeyId: journey.id })).map((one) => one.totals);
  return { totals, evidence: [...world.state.evidence].map(([name, { events }]) => [name, events]).sort() };
}

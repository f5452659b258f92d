// Audiences that take turns in sending newsletters, each time with fresh functions: what one e-mail costs to each of them.
import { type BroadcastFigures, figuresOf, inviteAudience, runOnce } from './audience.ts';
import type { Cost } from './invoker.ts';
import type { Report } from './measure.ts';

/** Runs for each size; an odd number, so that the median is a run that happened and the last turn is in the order of the sizes. */
const turns = 5;

/**
 * Figures by size, in the order of `sizes`. Each run has processes of its own: one size would warm the other's code or crowd it out,
 * and those for all runs of a size would not do either, since two that did the same work stayed 8 % apart for as long as they lived.
 * The sizes take turns, forth and back, for a machine is not equally quiet all the time. All send as much a run, since code gets
 * faster for a long while.
 */
export async function measureAudiences(
  report: Report,
  sizes: readonly number[],
  emailsPerRun: number,
): Promise<ReadonlyMap<number, BroadcastFigures>> {
  const figures = new Map<number, BroadcastFigures>();
  const costs = new Map(sizes.map((size): [number, Cost[]] => [size, []]));
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const size of turn % 2 === 1 ? sizes : sizes.toReversed()) {
      const audience = await inviteAudience(report, size, emailsPerRun);
      await runOnce(report, audience, 'warm-up');
      const ofSize = costs.get(size) ?? [];
      ofSize.push(await runOnce(report, audience, `round ${turn}`));
      if (turn === turns) figures.set(size, await figuresOf(report, audience, ofSize));
      await audience.stage.end();
    }
  }
  return figures;
}

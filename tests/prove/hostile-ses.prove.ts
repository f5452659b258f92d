// SES misbehaves in every way it may, one way at a time and all at once: nothing twice, nothing lost, it goes on by itself.
import { describe, expect, it } from 'vitest';
import { type Crowd, type Lived, live, type Scenario } from '../hostile/scenario.ts';
import { onStage } from '../hostile/stage.ts';
import { everything, scenarios } from '../hostile/troubles.ts';
import { expectPromiseKept } from '../hostile/verdict.ts';

const crowd: Crowd = { subscribers: 1_000, walkers: 200, ratePerSecond: 15 };
const seed = Number(process.env.AFTERGLOW_SEED ?? 1);

async function lived(scenario: Scenario, size = crowd): Promise<Lived> {
  const startedAt = performance.now();
  const result = await onStage({ seed, ...size }, (around) => live(scenario, around));
  const { reckoning, issue, series, taken, recoveredAfterMs } = result;
  const figures = {
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    newsletters: reckoning.newsletters,
    series: reckoning.series,
    taken: taken.join(' '),
    recoveredAfterMinutes: recoveredAfterMs && recoveredAfterMs / 60_000,
    twice: reckoning.twice.length,
    duplicates: issue.numbers.duplicates + series.duplicates,
    inDoubt: issue.numbers.inDoubt + series.inDoubt,
    refused: [issue.numbers.refused, series.refused],
  };
  process.stderr.write(`SES ${scenario.name}: ${JSON.stringify(figures)}\n`);
  return result;
}

describe.each(scenarios)('when SES $name', (scenario) => {
  it('mails nobody twice, loses nobody and counts as SES does', async () => {
    const result = await lived(scenario);
    expectPromiseKept(result, {
      ...crowd,
      mayRefuse: scenario.troubles.some(({ plan }) => plan.entries !== undefined),
      mayDuplicate: false,
    });
  });
});

describe(`when SES ${everything.name}`, () => {
  it('loses nobody, and shows whom its late word cost a second e-mail', async () => {
    const size: Crowd = { subscribers: 2_000, walkers: 500, ratePerSecond: 10 };
    const result = await lived(everything, size);
    expectPromiseKept(result, { ...size, mayRefuse: true, mayDuplicate: true });
    // Only where SES's word for the first came after its time: few of many.
    expect(result.reckoning.twice.length).toBeLessThan(size.subscribers / 10);
  });
});

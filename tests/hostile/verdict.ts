// What must hold after any trouble with SES, as facts side by side: SES's own count and what staff are told.
import { expect } from 'vitest';
import type { Lived } from './scenario.ts';

export interface Expected {
  readonly subscribers: number;
  readonly walkers: number;
  /** Entries SES itself refused for good are no loss: staff see them by reason. */
  readonly mayRefuse: boolean;
  /** Events that come an hour late while others come at once may cost a second e-mail: counted, never hidden. */
  readonly mayDuplicate: boolean;
}

export function expectPromiseKept(lived: Lived, { subscribers, walkers, mayRefuse, mayDuplicate }: Expected): void {
  const { reckoning, issue, series, recoveredAfterMs } = lived;
  const refused = [sum(issue.numbers.refused), sum(series.refused)] as const;
  const duplicates = issue.numbers.duplicates + series.duplicates;
  expect(recoveredAfterMs, 'sending resumed and finished by itself').toBeDefined();
  expect([issue.state, issue.numbers.inDoubt, series.inDoubt]).toEqual(['sent', 0, 0]);
  expect(reckoning.strays).toBe(0);
  expect(mayDuplicate ? reckoning.inexcusable : reckoning.twice).toEqual([]);
  expect(duplicates, 'duplicates as staff see them').toBe(reckoning.extra);
  // Nobody is lost: sent or refused with a reason, and staff's numbers are SES's.
  expect(issue.numbers.sent + refused[0]).toBe(subscribers);
  expect(series.sent + refused[1]).toBe(walkers);
  expect([issue.numbers.sent + issue.numbers.duplicates, series.sent + series.duplicates]).toEqual([
    reckoning.newsletters,
    reckoning.series,
  ]);
  expect(reckoning.withoutNewsletter).toHaveLength(refused[0]);
  if (!mayRefuse) expect(refused).toEqual([0, 0]);
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

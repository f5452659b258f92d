// How opens and clicks come together: in which windows of the queue there is anything, by the curve along which readers open.
import * as assume from './assumptions.ts';
import { openedBy } from './opening-curve.ts';

const hourMs = 3_600_000;
const windowMs = hourMs / assume.hitWindowsPerHour;

/**
 * Windows in a month in which at least one of so many `fetches` comes in, each of them one invocation. Those of `newsletters` issues
 * follow the curve after each; the others come evenly. Within a stretch of the curve they come by chance.
 */
export function windowsWithFetches(fetches: {
  readonly ofNewsletters: number;
  readonly newsletters: number;
  readonly others: number;
}): number {
  const perIssue = fetches.newsletters > 0 ? fetches.ofNewsletters / fetches.newsletters : 0;
  const ofIssue = openedBy.slice(1).map(([age, share], index) => {
    const [from, before] = openedBy[index] as readonly [number, number];
    return occupied((age - from) / windowMs, perIssue * (share - before));
  });
  const month = assume.hoursPerMonth * assume.hitWindowsPerHour;
  const all = fetches.newsletters * sum(ofIssue) + occupied(month, fetches.others);
  return Math.min(month, all);
}

/** Windows of so many that are met by `events` which fall into them by chance. */
function occupied(windows: number, events: number): number {
  return windows * -Math.expm1(-events / windows);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

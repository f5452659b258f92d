// What became of each step of a journey, in walking order, summed over its cohorts. Numbers are as of the last rollup.
import type { Journey } from '../domain/journey.ts';
import { addNumbers, addUp, type Numbers, noNumbers, stepOf } from '../domain/report.ts';
import { stepsInWalkingOrder } from '../domain/walking-order.ts';
import type { JourneyStore, MetricsStore } from '../ports/stores.ts';

export interface StepReport extends Numbers {
  readonly step: string;
  readonly template: string;
  /** Numbers of an earlier version whose step the present one no longer has. */
  readonly retired: boolean;
}

export interface JourneyReport {
  readonly journey: Pick<Journey, 'id' | 'title' | 'version'>;
  readonly steps: readonly StepReport[];
  readonly total: Numbers;
}

/** Answers undefined for a journey nobody knows. */
export async function reportJourney(
  deps: { journeys: JourneyStore; metrics: MetricsStore },
  journeyId: string,
): Promise<JourneyReport | undefined> {
  const journey = await deps.journeys.current(journeyId);
  if (!journey) return undefined;
  const buckets = await deps.metrics.totals({ journeyId });
  const byStep = Map.groupBy(buckets, ({ bucket }) => stepOf(bucket.subject));
  const present = stepsInWalkingOrder(journey).map(({ id, template }) => ({ step: id, template, retired: false }));
  const known = new Set(present.map(({ step }) => step));
  const retired = [...byStep.keys()]
    .filter((step) => !known.has(step))
    .sort()
    .map((step) => ({ step, template: step, retired: true }));
  const steps = [...present, ...retired].map((row) => ({ ...row, ...addUp(byStep.get(row.step) ?? []) }));
  const { id, title, version } = journey;
  return { journey: { id, title, version }, steps, total: steps.reduce<Numbers>(addNumbers, noNumbers) };
}

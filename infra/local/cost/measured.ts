// What the bench measured, as the bill needs it; bench/RESULTS.json is written by `npm run bench -- --write`.
import * as z from 'zod';
import recorded from '../../../bench/RESULTS.json' with { type: 'json' };
import { StartProblem } from '../problem.ts';

const sending = z.object({
  cpuMicrosPerEmail: z.number(),
  writeUnitsPerEmail: z.number(),
  readUnitsPerEmail: z.number(),
});
const stored = z.object({ storedBytesPerEmail: z.number() });
const events = z.object({
  cpuMicrosPerEvent: z.number(),
  writeUnitsPerEvent: z.number(),
  readUnitsPerEvent: z.number(),
});

const measuredSchema = z.object({
  date: z.string(),
  results: z.object({
    /** Through the planner and the sender, in full batches. */
    broadcast: sending,
    /** A step of a series in full batches, and with each person alone in hers. */
    drip: sending.extend({ ...stored.shape, singletons: sending.extend(stored.shape) }),
    /** SES's events: sent and delivered in the order of sending, and delivered in nobody's order. */
    delivery: z.object({
      ...stored.shape,
      /** Her walk to the end of the series and her entry in the audience index included. */
      storedBytesPerPerson: z.number(),
      withSends: events,
      shuffled: events,
    }),
    /** Opens and clicks, a hundred in an invocation; and one by one over weeks, with the rollups of their bucket that they ask for. */
    hits: events.extend({
      storedBytesPerEvent: z.number(),
      comingIn: events.extend({ rollupsPerEvent: z.number(), cpuMicrosPerRollup: z.number() }),
    }),
    endpoints: z.object({ pixel: z.object({ cpuMicrosPerRequest: z.number() }) }),
    /** From the form to the confirmed enrolment. */
    joining: z.object({ writeUnitsPerPerson: z.number(), readUnitsPerPerson: z.number() }),
    /** A minute's schedules that find nothing due. */
    rest: z.object({ readUnitsPerTick: z.number() }),
  }),
});

export type Measured = z.infer<typeof measuredSchema>['results'];

/** Throws StartProblem that names the measure which is missing. */
export function readMeasured(record: unknown = recorded): { readonly date: string; readonly results: Measured } {
  const read = measuredSchema.safeParse(record);
  if (read.success) return read.data;
  const missing = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new StartProblem(`bench/RESULTS.json lacks ${missing}. Run: npm run bench -- --write`);
}

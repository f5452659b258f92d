// A journey's step for everybody due in one minute: once in full batches of fifty, once each person alone in hers.
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { queues } from '../../functions/manifest.ts';
import { allDueShards, dueShard } from '../../functions/table.ts';
import type { Cost } from './invoker.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { cohortIds } from './people.ts';
import type { Taken } from './ses-sink.ts';
import { MeteredStage, Stage } from './stage.ts';
import { storedBytes } from './stored-bytes.ts';

/** A multiple of 50 in each of the due index's shards, so that every batch is full. */
const dueTogether = 400;
/** All runs together fit the send window of one morning. */
const dueAlone = 24;
const repeats = 3;
/** The mail that each run begins after; four mails are noted on the walk by then. */
const stepBefore = 'microneedling';

export const name = 'drip';

interface DripFigures extends Readonly<Record<string, unknown>> {
  readonly cpuMicrosPerEmail: number;
  readonly writeUnitsPerEmail: number;
  readonly readUnitsPerEmail: number;
  readonly storedBytesPerEmail: number;
}

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seedNewsletters(stage.now);
    const together = await measureDrip(stage, report, 'together', { count: dueTogether, everyMs: 0 });
    const singletons = await measureDrip(stage, report, 'alone', { count: dueAlone, everyMs: minuteMs });
    report.put('drip', { ...together, singletons });
  } finally {
    await stage.end();
  }
}

interface Due {
  readonly count: number;
  readonly everyMs: number;
}

/** Each run has people of its own on the same morning: those of the runs before wait for later days by then. */
async function measureDrip(stage: Stage, report: Report, label: string, due: Due): Promise<DripFigures> {
  const { count } = due;
  const before = (await storedBytes(stage)).batches;
  const costs: Cost[] = [];
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    await sendStep(stage, `${label} ${repeat}`, due);
    if (repeat > 0) costs.push(stage.cost);
    report.note(`${label}, ${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / count)} us`);
  }
  await seed(stage, `${label} metered`, due);
  const metered = new MeteredStage(stage);
  await advance(metered, `${label} metered`, due);
  report.note(`units: ${JSON.stringify(metered.meter.byKind)}`);
  const { write, indexWrite, read } = metered.meter.units;
  const stored = (await storedBytes(stage)).batches - before;
  const cpu = costs.map(({ cpuMicros }) => cpuMicros / count);
  return {
    emails: count,
    cpuMicrosPerEmail: round(median(cpu)),
    cpuSpreadPercent: spreadPercent(cpu),
    writeUnitsPerEmail: round(write / count, 3),
    indexWriteUnitsPerEmail: round(indexWrite / count, 3),
    readUnitsPerEmail: round(read / count, 3),
    // Warm-up, repeats and the metered run left their batches.
    storedBytesPerEmail: round(stored / (count * (repeats + 2))),
  };
}

async function sendStep(stage: Stage, cohort: string, due: Due): Promise<void> {
  await seed(stage, cohort, due);
  await advance(stage, cohort, due);
}

async function seed(stage: Stage, cohort: string, { count, everyMs }: Due): Promise<void> {
  const { now: from } = stage;
  // All of them let us look: then all share a batch, and their path is the one that reads evidence.
  const joinedAt = from - 12 * dayMs;
  await stage.engines.seed({ cohort, count, joinedAt, trackedOneIn: 1, due: { step: stepBefore, from, everyMs } });
}

async function advance(stage: Stage, cohort: string, { count, everyMs }: Due): Promise<Taken[]> {
  const { now: from } = stage;
  await stage.engines.forgetTaken();
  stage.reset();
  if (everyMs === 0) await advanceShards(stage, allEnrolmentShards);
  else {
    for (const [index, id] of cohortIds(cohort, count).entries()) {
      stage.now = from + index * everyMs;
      await advanceShards(stage, [dueShard('enrolment', id)]);
    }
    stage.now += everyMs;
  }
  const taken = await stage.engines.taken();
  if (taken.length !== count) throw new Error(`SES took ${taken.length} e-mails of ${count} that were due.`);
  return taken;
}

const allEnrolmentShards = allDueShards.flatMap(({ kind, shard }) => (kind === 'enrolment' ? [shard] : []));

/** What the tick queues for shards that hold somebody due, and everything that follows from it. */
async function advanceShards(stage: Stage, shards: readonly string[]): Promise<void> {
  const bodies = shards.map((shard) => JSON.stringify({ shard }));
  await stage.deliver('advance', bodies, queues.advance.batchSize);
  await stage.work('advance');
  await stage.work('send');
}

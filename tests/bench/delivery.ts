// What comes back for a sent newsletter: SES's deliveries in the order of sending and shuffled.
import { sesEvents } from '../../functions/manifest.ts';
import type { Cost } from './invoker.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, betweenNewslettersMs, sendNewsletter } from './newsletter-run.ts';
import { eventBody } from './ses-events.ts';
import { shuffled } from './shuffled.ts';
import { MeteredStage, Stage } from './stage.ts';
import { storedBytes } from './stored-bytes.ts';

const subscribers = 2_000;
const repeats = 3;

export const name = 'delivery';

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seed({ ...audience, count: subscribers });
    const inOrder = await measureDelivery(stage, report, 'in send order', (bodies) => bodies);
    const withSends = await measureDelivery(stage, report, 'with Send events', (bodies) => bodies, [
      'Send',
      'Delivery',
    ]);
    const inDisorder = await measureDelivery(stage, report, 'shuffled', shuffled);
    const stored = await storedBytes(stage);
    // Each of the three measures sends a newsletter for its warm-up, its repeats and its meter.
    const emails = subscribers * 3 * (repeats + 2);
    report.put('delivery', {
      ...inOrder,
      storedBytesPerEmail: round(stored.batches / emails),
      storedBytesPerPerson: round(stored.people / subscribers),
      withSends,
      shuffled: inDisorder,
    });
  } finally {
    await stage.end();
  }
}

type EventType = Parameters<typeof eventBody>[0];

interface DeliveryFigures extends Readonly<Record<string, unknown>> {
  readonly writeUnitsPerEvent: number;
}

async function measureDelivery(
  stage: Stage,
  report: Report,
  label: string,
  ordered: (bodies: string[]) => string[],
  types: readonly EventType[] = ['Delivery'],
): Promise<DeliveryFigures> {
  const costs: Cost[] = [];
  const events = subscribers * types.length;
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    await record(stage, await sentMail(stage, ordered, types));
    if (repeat > 0) costs.push(stage.cost);
    report.note(`${label}, ${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / events)} us`);
  }
  const bodies = await sentMail(stage, ordered, types);
  const metered = new MeteredStage(stage);
  await record(metered, bodies);
  report.note(`units: ${JSON.stringify(metered.meter.byKind)}`);
  const { write, read } = metered.meter.units;
  const cpu = costs.map(({ cpuMicros }) => cpuMicros / events);
  return {
    events,
    cpuMicrosPerEvent: round(median(cpu)),
    cpuSpreadPercent: spreadPercent(cpu),
    writeUnitsPerEvent: round(write / events, 4),
    readUnitsPerEvent: round(read / events, 4),
  };
}

/** A newsletter goes out; the bodies of what SES says of it. */
async function sentMail(stage: Stage, ordered: (bodies: string[]) => string[], types: readonly EventType[]) {
  stage.now += betweenNewslettersMs;
  const taken = await sendNewsletter(stage);
  // A batch's e-mails are taken in one second and told of together: first that they were sent, then that they arrived.
  const batches = Map.groupBy(taken, ({ tags }) => tags.batch);
  return ordered(
    [...batches.values()].flatMap((batch) =>
      types.flatMap((type) => batch.map((mail) => eventBody(type, mail, stage.now))),
    ),
  );
}

async function record(stage: Stage, bodies: readonly string[]): Promise<void> {
  const { consumer, batchSize } = sesEvents.queue;
  stage.reset();
  await stage.deliver(consumer, bodies, batchSize);
}

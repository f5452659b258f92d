// Opens and clicks of a newsletter whose readers all let us look, as they come in: in nobody's order.

import { minuteMs } from '../../functions/domain/time.ts';
import { make as makeRollup } from '../../functions/handlers/rollup.ts';
import { functions, queues } from '../../functions/manifest.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, betweenNewslettersMs, sendNewsletter } from './newsletter-run.ts';
import type { Taken } from './ses-sink.ts';
import { shuffled } from './shuffled.ts';
import { type Cost, MeteredStage, Stage } from './stage.ts';
import { storedBytes } from './stored-bytes.ts';

const subscribers = 600;
const repeats = 3;
const countAlone = 200;
/** Of those who open, one in so many clicks. */
const clickOneIn = 5;
const desktop =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export const name = 'hits';

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seed({ ...audience, trackedOneIn: 1, count: subscribers });
    const costs: Cost[] = [];
    let events = 0;
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      const bodies = await hitsOfNewsletter(stage);
      events = bodies.length;
      await record(stage, bodies);
      if (repeat > 0) costs.push(stage.cost);
      report.note(`${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / events)} us an event`);
    }
    const stored = await storedBytes(stage);
    const bodies = await hitsOfNewsletter(stage);
    const metered = new MeteredStage(stage);
    await record(metered, bodies);
    report.note(`units: ${JSON.stringify(metered.meter.byKind)}`);
    const { write, read } = metered.meter.units;
    const later = await hitsOfNewsletter(stage);
    metered.now = stage.now;
    const alone = await measureAlone(metered, later);
    report.note(`alone: ${JSON.stringify(metered.meter.byKind)}`);
    const cpu = costs.map(({ cpuMicros }) => cpuMicros / events);
    report.put('hits', {
      events,
      storedBytesPerEvent: round(stored.evidence / (events * (repeats + 1))),
      cpuMicrosPerEvent: round(median(cpu)),
      cpuSpreadPercent: spreadPercent(cpu),
      writeUnitsPerEvent: round(write / events, 4),
      readUnitsPerEvent: round(read / events, 4),
      alone,
    });
  } finally {
    await stage.end();
  }
}

/** Most come one by one, minutes apart: each marks its bucket, and the bucket's numbers are made anew after each. */
async function measureAlone(stage: MeteredStage, bodies: readonly string[]) {
  const rollup = makeRollup(stage.context);
  stage.reset();
  for (const body of bodies.slice(0, countAlone)) {
    stage.now += 3 * minuteMs;
    await stage.deliver(queues.hits.consumer, [body], queues.hits.batchSize);
    stage.now += 2 * minuteMs;
    await stage.measured(() => rollup({}, { remainingMs: () => functions.rollup.timeoutSeconds * 1_000 }));
  }
  const { write, read } = stage.meter.units;
  return {
    events: countAlone,
    writeUnitsPerEvent: round(write / countAlone, 4),
    readUnitsPerEvent: round(read / countAlone, 4),
  };
}

async function hitsOfNewsletter(stage: Stage): Promise<string[]> {
  stage.now += betweenNewslettersMs;
  const taken = await sendNewsletter(stage);
  const openedAt = stage.now + 20 * minuteMs;
  stage.now += 40 * minuteMs;
  const hits = taken.flatMap((mail, index) => [
    hit(mail, 'open', openedAt + index),
    ...(index % clickOneIn === 0 ? [hit(mail, 'click', openedAt + minuteMs + index)] : []),
  ]);
  return shuffled(hits.map((one) => JSON.stringify(one)));
}

function hit({ tags }: Taken, kind: 'open' | 'click', at: number): Hit {
  const headers = { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' };
  const event = { kind, at, userAgent: desktop, ip: '203.0.113.0', headers, ...(kind === 'click' && { link: 0 }) };
  return { kind: 'engagement', batchId: tags.batch as string, slot: Number(tags.slot), event };
}

async function record(stage: Stage, bodies: readonly string[]): Promise<void> {
  stage.reset();
  await stage.deliver(queues.hits.consumer, bodies, queues.hits.batchSize);
}

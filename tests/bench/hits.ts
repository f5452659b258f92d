// Opens and clicks of a newsletter whose readers all let us look: all at once in nobody's order, and over weeks as they come.

import { makeDueIndex } from '../../functions/composition/due-index.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { queues, sesEvents } from '../../functions/manifest.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { clicksPerTrackedEmail, openedShare, opensPerTrackedEmail } from '../../infra/local/cost/assumptions.ts';
import { type Coming, comingTimes, playComingIn } from './coming-in.ts';
import type { Cost } from './invoker.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, betweenNewslettersMs, sendNewsletter } from './newsletter-run.ts';
import { eventBody } from './ses-events.ts';
import type { Taken } from './ses-sink.ts';
import { shuffled } from './shuffled.ts';
import { MeteredStage, Stage } from './stage.ts';
import { storedBytes } from './stored-bytes.ts';

/** Of a slice of a thousand two in five let us look: so many share a bucket. */
const subscribers = 400;
const repeats = 3;
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
    const due = makeDueIndex(stage.context);
    const warm = await playComingIn(stage, due, await weeksOfNewsletter(stage));
    const weeks = await weeksOfNewsletter(stage);
    const later = new MeteredStage(stage);
    const comingIn = await playComingIn(later, due, weeks);
    report.note(`coming in: ${JSON.stringify(later.meter.byKind)}`);
    const cpu = costs.map(({ cpuMicros }) => cpuMicros / events);
    report.put('hits', {
      events,
      storedBytesPerEvent: round(stored.evidence / (events * (repeats + 1))),
      cpuMicrosPerEvent: round(median(cpu)),
      cpuSpreadPercent: spreadPercent(cpu),
      writeUnitsPerEvent: round(write / events, 4),
      readUnitsPerEvent: round(read / events, 4),
      comingIn: {
        events: comingIn.events,
        rollupsPerEvent: round(comingIn.rollups / comingIn.events, 3),
        writeUnitsPerEvent: round(comingIn.writeUnits / comingIn.events, 4),
        readUnitsPerEvent: round(comingIn.readUnits / comingIn.events, 4),
        cpuMicrosPerEvent: round(warm.recordCost.cpuMicros / warm.events),
        cpuMicrosPerRollup: round(warm.rollupCost.cpuMicros / warm.rollups),
      },
    });
  } finally {
    await stage.end();
  }
}

/** A newsletter goes out and arrives; then its opens and clicks, as many and at the times that the bill supposes. */
async function weeksOfNewsletter(stage: Stage): Promise<Coming[]> {
  stage.now += betweenNewslettersMs;
  const taken = await sendNewsletter(stage);
  const sentAt = stage.now;
  const told = (['Send', 'Delivery'] as const).flatMap((type) => taken.map((mail) => eventBody(type, mail, sentAt)));
  await stage.deliver(sesEvents.queue.consumer, told, sesEvents.queue.batchSize);
  const readers = shuffled(taken).slice(0, Math.round(taken.length * openedShare));
  return (['open', 'click'] as const).flatMap((kind) => {
    const count = Math.round(taken.length * (kind === 'open' ? opensPerTrackedEmail : clicksPerTrackedEmail));
    return comingTimes(sentAt, count).map((at, index) => ({
      at,
      body: JSON.stringify(hit(readers[index % readers.length] as Taken, kind, at, index % 2)),
    }));
  });
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

function hit({ tags }: Taken, kind: 'open' | 'click', at: number, link = 0): Hit {
  const headers = { accept: 'named', 'accept-language': 'named' };
  const event = { kind, at, userAgent: desktop, ip: '203.0.113.0', headers, ...(kind === 'click' && { link }) };
  return { kind: 'engagement', batchId: tags.batch as string, slot: Number(tags.slot), event };
}

async function record(stage: Stage, bodies: readonly string[]): Promise<void> {
  stage.reset();
  await stage.deliver(queues.hits.consumer, bodies, queues.hits.batchSize);
}

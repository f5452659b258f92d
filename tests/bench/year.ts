// A year of a clinic: people join day by day and walk the series, a newsletter goes to all every month, mail is delivered,
// opened and clicked, numbers are rolled up. The meter runs along, so that CPU figures are a little high.

import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { make as makeRollup } from '../../functions/handlers/rollup.ts';
import { make as makeTick } from '../../functions/handlers/tick.ts';
import { functions, queues, sesEvents } from '../../functions/manifest.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { type Report, round } from './measure.ts';
import { eventBody } from './ses-events.ts';
import type { Taken } from './ses-sink.ts';
import { MeteredStage, Stage } from './stage.ts';

const people = 10_000;
const days = 365;
const newsletterEveryDays = 30;
const trackedOneIn = 3;
const ticksPerDay = 24 * 60;
/** Ticks whose cost is measured when nothing is due: most of a year's are of that kind. */
const emptyTicks = 200;
/** Ticks one moment may need until nothing is left to do. */
const maxRounds = 50;

export const name = 'year';

export async function run(report: Report): Promise<void> {
  const engine = await Stage.start();
  try {
    const stage = new MeteredStage(engine);
    const firstMorning = stage.now;
    let emails = 0;
    stage.reset();
    for (let day = 0; day < days; day += 1) {
      stage.now = firstMorning + day * dayMs;
      emails += await liveDay(stage, day);
      if (day % 30 === 0) report.note(`day ${day}: ${emails} e-mails, ${round(stage.cost.cpuMicros / 1e6)} CPU s`);
    }
    const { cost, meter } = stage;
    const { write, read } = meter.units;
    stage.reset();
    for (let index = 0; index < emptyTicks; index += 1) await tick(stage);
    const readUnitsPerTick = meter.units.read / emptyTicks;
    report.put('year', {
      people,
      emails,
      cpuSecondsWithMeter: round(cost.cpuMicros / 1e6),
      cpuMicrosPerEmailWithMeter: round(cost.cpuMicros / emails),
      writeUnits: write,
      writeUnitsPerEmail: round(write / emails, 3),
      readUnits: round(read, 0),
      readUnitsPerEmail: round(read / emails, 3),
      emptyTickCpuMicrosWithMeter: round(stage.cost.cpuMicros / emptyTicks),
      readUnitsOfAllTicks: round(readUnitsPerTick * ticksPerDay * days, 0),
    });
  } finally {
    await engine.end();
  }
}

/** A morning of joining and mailing, what comes back of it, and an evening for the numbers. */
async function liveDay(stage: Stage, day: number): Promise<number> {
  const morning = stage.now;
  const joining = Math.floor(((day + 1) * people) / days) - Math.floor((day * people) / days);
  await stage.engines.seed({ cohort: `day ${day}`, count: joining, joinedAt: morning, trackedOneIn, enters: true });
  if (day % newsletterEveryDays === newsletterEveryDays - 1) await stage.engines.startNewsletter(morning);
  await settleDown(stage);
  const taken = await stage.engines.taken();
  stage.now = morning + minuteMs;
  const { consumer, batchSize } = sesEvents.queue;
  const delivered = taken.map((mail) => eventBody('Delivery', mail, morning));
  await stage.deliver(consumer, delivered, batchSize);
  stage.now = morning + hourMs;
  await stage.deliver(
    queues.hits.consumer,
    taken.flatMap((mail, index) => hitsOf(mail, index, stage.now)),
    queues.hits.batchSize,
  );
  for (const laterHours of [2, 4, 12]) {
    stage.now = morning + laterHours * hourMs;
    await settleDown(stage);
  }
  const more = await stage.engines.taken();
  return taken.length + more.length;
}

/** Of those who let us look, every second opens and every tenth clicks. */
function hitsOf({ tags, to }: Taken, index: number, at: number): string[] {
  const isTracked = Number(/\d+/.exec(to)?.[0]) % trackedOneIn === 0;
  if (!isTracked || index % 2 === 1) return [];
  const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';
  const hit = (kind: 'open' | 'click'): Hit => ({
    kind: 'engagement',
    batchId: tags.batch as string,
    slot: Number(tags.slot),
    event: { kind, at, userAgent, ip: '203.0.113.0', ...(kind === 'click' && { link: 0 }) },
  });
  return [JSON.stringify(hit('open')), ...(index % 10 === 0 ? [JSON.stringify(hit('click'))] : [])];
}

/** Ticks until a tick finds nothing more to do. */
async function settleDown(stage: Stage): Promise<void> {
  for (let round = 0; round < maxRounds; round += 1) {
    await tick(stage);
    const found = [await stage.work('advance'), await stage.work('broadcast'), await stage.work('send')];
    await rollup(stage);
    if (!found.includes(true)) return;
  }
  throw new Error(`After ${maxRounds} ticks at one moment there is still something to do.`);
}

async function rollup(stage: Stage): Promise<void> {
  const handle = makeRollup(stage.context);
  await stage.measured(() => handle({}, { remainingMs: () => functions.rollup.timeoutSeconds * 1_000 }));
}

async function tick(stage: Stage): Promise<void> {
  const handle = makeTick(stage.context);
  await stage.measured(() => handle({}));
}

// Pixels and clicks as the endpoint's own handler answers them: how many a second of one core.
import { makeTokens } from '../../functions/composition/tokens.ts';
import { make } from '../../functions/handlers/hits.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, sendNewsletter } from './newsletter-run.ts';
import type { Taken } from './ses-sink.ts';
import { Stage } from './stage.ts';

const requests = 400;
const repeats = 3;
/** Passes that are thrown away: a function that is asked often has its code compiled. */
const warmUps = 3;
/** As one process meets them that answers several at a time; Lambda's answers one after the other. */
const together = 20;
const microsPerSecond = 1_000_000;

export const name = 'endpoints';

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seed({ ...audience, trackedOneIn: 1, count: requests });
    const taken = await sendNewsletter(stage);
    const pixel = (token: string) => `/o/${token}.gif`;
    const click = (token: string) => `/c/${token}/0`;
    report.put('endpoints', {
      pixel: await measurePath(stage, report, taken, { label: 'pixel', path: pixel, atOnce: 1 }),
      click: await measurePath(stage, report, taken, { label: 'click', path: click, atOnce: 1 }),
      [`pixel, ${together} at once`]: await measurePath(stage, report, taken, {
        label: 'pixel',
        path: pixel,
        atOnce: together,
      }),
    });
  } finally {
    await stage.end();
  }
}

async function measurePath(
  stage: Stage,
  report: Report,
  taken: readonly Taken[],
  { label, path, atOnce }: { label: 'pixel' | 'click'; path: (token: string) => string; atOnce: number },
): Promise<Record<string, number>> {
  const tokens = makeTokens(stage.context);
  const app = make(stage.context);
  const expected = label === 'pixel' ? 200 : 302;
  const cpu: number[] = [];
  for (let repeat = 1 - warmUps; repeat <= repeats; repeat += 1) {
    const asked = taken.map(({ tags }) => {
      const claim = { batchId: tags.batch as string, slot: Number(tags.slot), renderHash: tags.render as string };
      return requestFor(path(tokens.slot(claim)));
    });
    stage.reset();
    for (let at = 0; at < asked.length; at += atOnce) {
      const some = asked.slice(at, at + atOnce);
      const answers = await stage.measured(() => Promise.all(some.map(async (request) => app.fetch(request))));
      const wrong = answers.find(({ status }) => status !== expected);
      if (wrong) throw new Error(`A ${label} was answered with ${wrong.status}.`);
    }
    if (repeat > 0) cpu.push(stage.cost.cpuMicros / asked.length);
    report.note(
      `${label}, ${atOnce} at once, ${repeat <= 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / asked.length)} us`,
    );
    await stage.engines.drain('hits');
  }
  return {
    requests: taken.length,
    requestsPerCpuSecond: Math.round(microsPerSecond / median(cpu)),
    cpuMicrosPerRequest: round(median(cpu)),
    cpuSpreadPercent: spreadPercent(cpu),
  };
}

function requestFor(path: string): Request {
  return new Request(`https://mail.lumenskin.example${path}`, {
    headers: {
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36',
      accept: 'image/avif,image/webp,*/*;q=0.8',
      'x-forwarded-for': '203.0.113.7',
    },
  });
}

// Pixels and clicks as the endpoint's own handler answers them: how many a second of one core.
import { makeTokens } from '../../functions/composition/tokens.ts';
import { make } from '../../functions/handlers/hits.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, sendNewsletter } from './newsletter-run.ts';
import type { Taken } from './ses-sink.ts';
import { Stage } from './stage.ts';

const requests = 400;
const repeats = 3;
const microsPerSecond = 1_000_000;

export const name = 'endpoints';

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seed({ ...audience, trackedOneIn: 1, count: requests });
    const taken = await sendNewsletter(stage);
    report.put('endpoints', {
      pixel: await measurePath(stage, report, taken, 'pixel', (token) => `/o/${token}.gif`),
      click: await measurePath(stage, report, taken, 'click', (token) => `/c/${token}/0`),
    });
  } finally {
    await stage.end();
  }
}

async function measurePath(
  stage: Stage,
  report: Report,
  taken: readonly Taken[],
  label: string,
  path: (token: string) => string,
): Promise<Record<string, number>> {
  const tokens = makeTokens(stage.context);
  const app = make(stage.context);
  const expected = label === 'pixel' ? 200 : 302;
  const cpu: number[] = [];
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    const asked = taken.map(({ tags }) => {
      const claim = { batchId: tags.batch as string, slot: Number(tags.slot), renderHash: tags.render as string };
      return requestFor(path(tokens.slot(claim)));
    });
    stage.reset();
    for (const request of asked) {
      const { status } = await stage.measured(async () => app.fetch(request));
      if (status !== expected) throw new Error(`A ${label} was answered with ${status}.`);
    }
    if (repeat > 0) cpu.push(stage.cost.cpuMicros / asked.length);
    report.note(
      `${label}, ${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / asked.length)} us`,
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

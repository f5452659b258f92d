// DynamoDB, SQS and SES in processes of their own; the application killed at random moments of a newsletter and a series.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hourMs } from '../../functions/domain/time.ts';
import { runKills } from '../hostile/kill-run.ts';
import { whenUnopened, whenUntracked } from '../journeys/expected-series.ts';

const kills = Number(process.env.AFTERGLOW_KILLS ?? 50);
const seed = Number(process.env.AFTERGLOW_SEED ?? 7);
const [subscribers, walkers] = [5_000, 1_000];
const folder = mkdtempSync(join(tmpdir(), 'afterglow-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

it(
  `mails each of ${subscribers} people exactly once through ${kills} kills, and ${walkers} of them their whole series`,
  async () => {
    const startedAt = performance.now();
    const say = (line: string): void => {
      process.stderr.write(`${Math.round((performance.now() - startedAt) / 1_000)} s: ${line}\n`);
    };
    const result = await runKills({
      kills,
      subscribers,
      walkers,
      ratePerSecond: 30,
      seed,
      dueWithinMs: hourMs,
      wholeSeries: true,
      folder,
      say,
    });
    const { reckoning, issue, series, takenAtKill, stillDue, doubts } = result;
    say(`${reckoning.newsletters} newsletters, ${reckoning.series} of the series; ${doubts} batches had been in doubt`);
    // The welcome came before, and everybody walks to the end of what her tracking allows.
    const [tracked, untracked] = [whenUnopened.length - 1, whenUntracked.length - 1];
    expect([reckoning.twice, reckoning.withoutNewsletter, reckoning.strays]).toEqual([[], [], 0]);
    expect(reckoning.seriesLengths).toEqual({
      tracked: { [tracked]: walkers / 5 },
      untracked: { [untracked]: (walkers * 4) / 5 },
    });
    expect(issue).toMatchObject({
      state: 'sent',
      numbers: { sent: subscribers, inDoubt: 0, duplicates: 0, refused: {} },
    });
    expect(series).toMatchObject({ sent: reckoning.series, inDoubt: 0, duplicates: 0, refused: {} });
    expect(stillDue).toBeUndefined();
    // Otherwise the kills came too late, or never in the middle of a call, and nothing was proved.
    expect(takenAtKill.at(-1)).toBeLessThan(subscribers + walkers);
    expect(doubts).toBeGreaterThan(kills / 10);
  },
  30 * 60_000,
);

// The proof by kills in small: five SIGKILLs while 300 people are being mailed, the engines in processes of their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { minuteMs } from '../../functions/domain/time.ts';
import { runKills } from './kill-run.ts';

const kills = 5;
const [subscribers, walkers] = [300, 50];
const folder = mkdtempSync(join(tmpdir(), 'afterglow-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

it(`mails each of ${subscribers} people exactly once through ${kills} kills`, async () => {
  const { reckoning, issue, series } = await runKills({
    kills,
    subscribers,
    walkers,
    ratePerSecond: 12,
    seed: 7,
    dueWithinMs: minuteMs,
    wholeSeries: false,
    folder,
    say: () => {},
  });
  expect([reckoning.twice, reckoning.withoutNewsletter, reckoning.strays]).toEqual([[], [], 0]);
  expect([reckoning.newsletters, reckoning.series]).toEqual([subscribers, walkers]);
  expect(issue).toMatchObject({ state: 'sent', numbers: { sent: subscribers, inDoubt: 0, duplicates: 0 } });
  expect(series).toMatchObject({ sent: walkers, inDoubt: 0, duplicates: 0 });
}, 120_000);

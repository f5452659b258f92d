// The demo in small, on the real functions: a few invented people, a few days.
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../functions/domain/time.ts';
import { inventCast } from '../../infra/local/demo/cast.ts';
import { liveDemo } from '../../infra/local/demo/live.ts';
import { handlers } from '../../infra/local/handlers.ts';
import { newYear, run } from './run.ts';

const size = { people: 12, days: 4 };

describe('the demo', () => {
  it('invents the same people every time, each with an address of her own', () => {
    const cast = inventCast(200);
    expect(inventCast(200).map(({ email }) => email)).toEqual(cast.map(({ email }) => email));
    expect(new Set(cast.map(({ email }) => email)).size).toBe(200);
  });

  it('lets them sign up, confirm and get the series, without a mishap, once', async () => {
    const mishaps: string[] = [];
    const log = { info: () => {}, error: (line: string) => mishaps.push(line) };
    const runner = await run({ handlers, log });
    const shown: number[] = [];
    const words: string[] = [];
    const progress = { show: (share: number) => shown.push(share), end: (line: string) => words.push(line) };
    expect(await liveDemo(runner, progress, size)).toBe(true);
    expect(mishaps).toEqual([]);
    expect(runner.now()).toBe(newYear + size.days * dayMs);
    expect(words[0]).toContain('12 people lived through 4 days');
    const early = inventCast(size.people).filter(({ signsUpAfterMs, confirms }) => confirms && signsUpAfterMs < dayMs);
    expect(early.length).toBeGreaterThan(2);
    const got = await Promise.all(
      early.map(async ({ email }) => {
        const views = await Promise.all((runner.mail?.toAddress(email) ?? []).map((mail) => runner.view(mail)));
        return views.map(({ template }) => template).join(' ');
      }),
    );
    // One of them leaves after the first e-mail.
    const [stays, leaves] = ['confirm welcome understanding-scars', 'confirm welcome'];
    expect(new Set(got)).toEqual(new Set([stays, leaves]));
    expect(got.filter((list) => list === leaves)).toHaveLength(1);
    expect(await liveDemo(runner, progress, size)).toBe(false);
  }, 60_000);
});

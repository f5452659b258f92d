// A small, honest share of the simulation: hundreds of lives full of faults, none of which may break a promise.
import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { breaches } from './checks.ts';
import { ClinicLife } from './clinic-life.ts';
import type { Life } from './life.ts';
import { mutants } from './mutants.ts';
import { runMutant } from './run-mutant.ts';

const seeds = 300;
const options = { people: 12, trouble: 1 };
// Functions report lost hints as they would in the cloud; here they are lost by the hundred.
vi.spyOn(console, 'error').mockImplementation(() => undefined);
vi.spyOn(console, 'warn').mockImplementation(() => undefined);

it(`keeps every promise in ${seeds} troubled lives`, async () => {
  const broken: Record<number, string[]> = {};
  let deliveries = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const life = await new ClinicLife(seed, options).run();
    deliveries += life.ses.deliveries.length;
    const found = breaches(life);
    if (found.length > 0) broken[seed] = found;
  }
  expect(broken).toEqual({});
  // Twelve people, a journey of three or four mails and a newsletter: lives in which nothing happens prove nothing.
  expect(deliveries).toBeGreaterThan(seeds * 12 * 2);
}, 300_000);

it('replays a seed exactly', async () => {
  const print = ({ ses, turns, stage }: Life) =>
    createHash('sha256')
      .update(JSON.stringify([turns, ses.deliveries, stage.log]))
      .digest('hex');
  const first = print(await new ClinicLife(7, options).run());
  expect(print(await new ClinicLife(7, options).run())).toBe(first);
  expect(print(await new ClinicLife(8, options).run())).not.toBe(first);
}, 60_000);

it('lives nothing where a number is mistyped, and does not call that a success', async () => {
  await expect(runMutant(undefined, Number.NaN)).rejects.toThrow(
    '--seeds must be a whole number from 1 on; it is "NaN".',
  );
}, 60_000);

it('fails soon without the doubt', async () => {
  const doubt = mutants.find(({ name }) => name === 'doubt');
  expect((await runMutant(doubt, 20)).failedSeed).toBeDefined();
}, 60_000);

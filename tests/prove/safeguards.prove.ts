// Each safeguard of the sending protocol is needed: without it, seeds fail that pass with it.
import { describe, expect, it } from 'vitest';
import { mutants } from '../simulation/mutants.ts';
import { runMutant } from '../simulation/run-mutant.ts';

/** The rarest need is first met past the thousandth life. */
const seeds = 1_500;

describe.each(mutants)('without "$name"', (mutant) => {
  it(
    'a seed fails, which passes with it',
    async () => {
      const { failedSeed, output } = await runMutant(mutant, seeds);
      process.stderr.write(`${mutant.name}: ${output.split('\n').slice(0, 2).join(' ').slice(0, 200)}\n`);
      expect(failedSeed).toBeDefined();
      const whole = await runMutant({ ...mutant, to: mutant.from }, 1, failedSeed);
      expect(whole.output).toMatch(/1 seeds, 0 failed/);
    },
    30 * 60_000,
  );
});

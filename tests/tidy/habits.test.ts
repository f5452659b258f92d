// Habits that keep the design true: one place reads the environment, time and chance are handed in, nothing is swallowed.
import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/manifest.ts';
import { below, matches, matchesWithoutComment } from './sources.ts';

const production = below('functions');
const outside = (...folders: string[]) =>
  production.filter(({ path }) => !folders.some((folder) => path.startsWith(folder)));

describe('in the functions', () => {
  it('only composition/context.ts reads the environment', () => {
    expect(matches(outside('functions/composition/context.ts'), /process\.env/)).toEqual([]);
  });

  it('only adapters and composition build SDK clients', () => {
    expect(
      matches(outside('functions/adapters/', 'functions/composition/'), /new \w+Client\(|DocumentClient\.from\(/),
    ).toEqual([]);
  });

  it('zod comes as a namespace, so that its messages in forty languages stay out of every bundle', () => {
    expect(matches(production, /import \{.*\} from 'zod'/)).toEqual([]);
  });

  it('no error is caught and dropped without saying why just above', () => {
    const dropped = /catch\s*(\([^)]*\)\s*)?\{\s*\}|\.catch\(\s*\(\w*\)\s*=>\s*(\{\s*\}|undefined|null)\s*\)/;
    expect(matchesWithoutComment(production, dropped)).toEqual([]);
  });

  it('a handler fits 40 lines: it parses, calls one use case and maps the result', () => {
    const entries = new Set<string>(Object.values(functions).map(({ entry }) => `functions/handlers/${entry}.ts`));
    const long = production.filter(({ path, lines }) => entries.has(path) && lines.length > 41);
    expect(long.map(({ path, lines }) => `${path} has ${lines.length}`)).toEqual([]);
  });

  it('no handler takes a third parameter, which Node 24 would refuse', () => {
    const callback = /export const handler = async \((?:[^(),]+,){2}/;
    expect(matches(below('functions/handlers'), callback)).toEqual([]);
  });
});

describe('in domain and use cases', () => {
  const pure = below('functions/domain', 'functions/usecases');

  it('time is handed in', () => {
    expect(
      matches(pure, /Date\.now\(|new Date\(\)|performance\.now\(|Temporal\.Now|setTimeout\(|setInterval\(/),
    ).toEqual([]);
  });

  it('chance is handed in', () => {
    expect(matches(pure, /Math\.random\(|randomUUID\(|randomBytes\(|getRandomValues\(/)).toEqual([]);
  });

  it('the domain waits for nothing', () => {
    expect(matches(below('functions/domain'), /\bawait\b|\basync\b/)).toEqual([]);
  });
});

describe('in the tests', () => {
  it('none runs alone', () => {
    expect(matches(below('tests'), /\b(it|test|describe)(\.\w+)*\.on[l]y\b/)).toEqual([]);
  });

  it('none is skipped without saying why just above', () => {
    const skips = /\b(it|test|describe)(\.\w+)*\.(sk[i]p|skipI[f]|tod[o])\(/;
    expect(matchesWithoutComment(below('tests'), skips)).toEqual([]);
  });
});

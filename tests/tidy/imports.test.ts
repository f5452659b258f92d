// Who imports whom: the house's rule holds in every file, every import leads somewhere, and nothing is left that nothing uses.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions } from '../../functions/manifest.ts';
import { layerOf, layers, mayImport } from './layers.ts';
import { importsOf, root, type Source, sources } from './sources.ts';

/** Files that something other than an import starts. */
const starts = [
  ...Object.values(functions).map(({ entry }) => `functions/handlers/${entry}.ts`),
  ...[
    'infra/local/start.ts',
    'infra/local/cli.ts',
    'infra/cloud/app.ts',
    'infra/build/build.ts',
    'infra/build/write-schemas.ts',
  ],
  'clinic.config.ts',
];
const startedByTests =
  /^(vitest\..*|tests\/(built|summary-reporter|bench\/bench|.*\/shoot-[a-z-]+)|tests\/.*\.(test|prove))\.tsx?$/;

const byPath = new Map(sources.map((source) => [source.path, source]));

function reachableFrom(paths: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...paths];
  // Bounded by the number of files: each is taken once.
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = byPath.get(path);
    if (!source || seen.has(path)) continue;
    seen.add(path);
    waiting.push(...importsOf(source).flatMap(({ target }) => target ?? []));
  }
  return seen;
}

describe('imports', () => {
  it.each(layers.map(({ name }) => name))('of %s stay within what that layer may see', (name) => {
    expect(sources.filter(({ path }) => layerOf(path)?.name === name).flatMap(forbiddenImports)).toEqual([]);
  });

  it('come from files that belong to a layer', () => {
    expect(sources.filter(({ path }) => !layerOf(path)).map(({ path }) => path)).toEqual([]);
  });

  it('of our own files are written with their ending and lead to a file', () => {
    const broken = sources.flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => target && !target.startsWith('.build/') && !existsSync(join(root, target)))
        .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}, which is not there`),
    );
    expect(broken).toEqual([]);
  });
});

describe('every source', () => {
  it('is used by a handler, a command or the configuration', () => {
    const used = reachableFrom(starts);
    const unused = sources
      .map(({ path }) => path)
      .filter((path) => /^(functions|infra|templates)\/.*(?<!\.d)\.tsx?$/.test(path) && !used.has(path));
    expect(unused).toEqual([]);
  });

  it('of the tests is used by a test', () => {
    const paths = sources.map(({ path }) => path);
    const used = reachableFrom(paths.filter((path) => startedByTests.test(path)));
    expect(paths.filter((path) => path.startsWith('tests/') && !used.has(path))).toEqual([]);
  });
});

function forbiddenImports(source: Source): string[] {
  const layer = layerOf(source.path);
  if (!layer) return [];
  return importsOf(source)
    .filter(({ specifier, target, typeOnly }) =>
      target ? !mayImport(layer, target, typeOnly) : !typeOnly && !layer.packages.test(specifier),
    )
    .map(({ specifier, line }) => `${source.path}:${line}: ${layer.name} may not import ${specifier}`);
}

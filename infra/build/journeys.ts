// Compiles templates/journeys/*.yaml into the flat programs the interpreter walks, and refuses what could not run.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { EntryRule, Journey } from '../../functions/domain/journey.ts';
import type { Segment } from '../../functions/domain/segment.ts';
import { checkJourney, type Known } from './check-journey.ts';
import { listed, type Named } from './compile-condition.ts';
import { compileSteps, type Program } from './compile-steps.ts';
import { circleProblems } from './journey-circles.ts';
import { type EntrySource, type JourneySource, journeySchema } from './journey-schema.ts';
import { BuildError, describeProblem, type Problem } from './problem.ts';
import { compileSegments } from './segments.ts';
import { type Path, readYaml } from './yaml-source.ts';

export interface Compiled {
  /** Absent when there are problems. */
  readonly journey?: Journey;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** A problem of what was written as that node; of the `id`, where there is none. */
  at(node: string | undefined, message: string, remedy: string): Problem;
}

/** Compiles one journey; throws BuildError that lists every problem with its line and remedy. */
export function compileJourney(file: string, yaml: string, templates: ReadonlySet<string>): Journey {
  const { journey, problems } = readJourney(file, yaml, {
    templates: new Map([...templates].map((name) => [name, {}])),
  });
  if (!journey) throw new BuildError(problems);
  return journey;
}

/** Compiles one journey and says everything that is wrong with it. `known` is what else there is; absent parts are not checked. */
export function readJourney(file: string, yaml: string, known: Known): Compiled {
  const { value: source, problems, report } = readYaml<JourneySource>(file, yaml, journeySchema);
  if (!source) return { problems, warnings: [], at: (_node, ...words) => report.at([], ...words) };
  const names: Named[] = [];
  const segments: ReadonlyMap<string, Segment> = known.segments ?? new Map();
  const program: Program = {
    priority: source.priority,
    nodes: new Map([['end', { kind: 'exit', id: 'end', reason: 'completed' }]]),
    written: new Map(),
    repeated: [],
    targets: [],
    dead: [],
    segments,
    note: (named) => names.push(named),
  };
  const entry = compileSteps(program, source.steps, ['steps'], 'start', 'end');
  const enter = source.enter.map((rule, index) => compileEntry(rule, ['enter', index], program));
  const nodes = Object.fromEntries(program.nodes);
  const checked = checkJourney({ source, program, names, entry, nodes }, known, report);
  const at: Compiled['at'] = (node, message, remedy) =>
    report.at((node !== undefined && program.written.get(node)) || ['id'], message, remedy);
  if (checked.problems.length > 0) return { ...checked, at };
  const version = createHash('sha256').update(JSON.stringify({ entry, nodes })).digest('hex').slice(0, 12);
  const { id, title, topic } = source;
  const journey = { id, version, title, ...(topic && { topic }), enter, ...reentry(source), entry, nodes };
  return { ...checked, journey, at };
}

function compileEntry(rule: EntrySource, path: Path, program: Program): EntryRule {
  if (rule === 'sign-up' || rule === 'api') return { kind: rule };
  if ('sign-up' in rule) return { kind: 'sign-up', sources: listed(rule['sign-up']) };
  if ('tag' in rule) return { kind: 'tag', tag: rule.tag };
  program.note({ kind: 'segment', name: rule.segment, path: [...path, 'segment'] });
  const where = program.segments.get(rule.segment)?.where ?? { kind: 'any', of: [] };
  return { kind: 'segment', id: rule.segment, where };
}

function reentry({ reentry: said = 'never' }: JourneySource): Pick<Journey, 'reentryDays'> {
  if (said === 'never') return {};
  return { reentryDays: said === 'always' ? 0 : Number.parseInt(said.replace('after ', ''), 10) };
}

export interface JourneyBuild {
  readonly root: string;
  readonly templatesDir: string;
  readonly outDir: string;
  /** What there is besides journeys and segments, which this build reads itself. */
  readonly known: Omit<Known, 'segments' | 'journeys'>;
}

export interface BuiltJourneys {
  readonly journeys: readonly Journey[];
  readonly segments: readonly Segment[];
  readonly warnings: readonly Problem[];
}

/** Compiles every segment and journey; throws BuildError naming every problem of all of them. */
export async function compileAll({ root, templatesDir, known }: Omit<JourneyBuild, 'outDir'>): Promise<BuiltJourneys> {
  const segments = compileSegments(await yamlFiles(root, join(templatesDir, 'segments')));
  const files = await yamlFiles(root, join(templatesDir, 'journeys'));
  const journeys = new Set(files.map(({ file }) => file.replace(/^.*[/\\]|\.yaml$/g, '')));
  const all = { ...known, journeys, segments: new Map(segments.segments.map((one) => [one.id, one])) };
  const compiled = files.map(({ file, text }) => readJourney(file, text, all));
  const problems = [
    ...segments.problems,
    ...compiled.flatMap((one) => one.problems),
    ...compiled.flatMap((one, index) => wrongFile(one, files[index]?.file ?? '')),
    ...checkTogether(compiled),
  ];
  if (problems.length > 0) throw new BuildError(problems);
  return {
    journeys: compiled.flatMap(({ journey }) => (journey ? [journey] : [])),
    segments: segments.segments,
    warnings: compiled.flatMap((one) => one.warnings),
  };
}

/** What is wrong with journeys that are each right: they call one another without end. */
export function checkTogether(compiled: readonly Compiled[]): Problem[] {
  return circleProblems(compiled.flatMap(({ journey, at }) => (journey ? [{ journey, at }] : [])));
}

/** Two files cannot hold journeys of one name: each is called as its journey. */
function wrongFile({ journey, at }: Compiled, file: string): Problem[] {
  if (!journey || file.endsWith(`/${journey.id}.yaml`)) return [];
  const remedy = `Name the file ${journey.id}.yaml, or give the journey the file's name.`;
  return [at(undefined, `The journey "${journey.id}" is in the wrong file.`, remedy)];
}

/** Writes `.build/journeys.mjs` with its types, and says what deserves a second look. */
export async function buildJourneys(build: JourneyBuild): Promise<void> {
  const { journeys, segments, warnings } = await compileAll(build);
  for (const warning of warnings) console.warn(describeProblem(warning, 'warning'));
  const module = `export const journeys = ${JSON.stringify(journeys, null, 1)};\nexport const segments = ${JSON.stringify(segments, null, 1)};\n`;
  const types = [
    "import type { Journey } from '../functions/domain/journey.ts';",
    "import type { Segment } from '../functions/domain/segment.ts';",
    'export declare const journeys: readonly Journey[];',
    'export declare const segments: readonly Segment[];',
  ];
  await writeFile(join(build.outDir, 'journeys.mjs'), module);
  await writeFile(join(build.outDir, 'journeys.d.mts'), `${types.join('\n')}\n`);
}

async function yamlFiles(root: string, folder: string): Promise<{ readonly file: string; readonly text: string }[]> {
  // A clinic without segments has no such folder.
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = found.filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({
      file: relative(root, join(folder, name)).replaceAll('\\', '/'),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
}

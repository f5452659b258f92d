// The file that says where people of earlier versions go: read with its lines, so that a mistake is named by its place.
import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { Journey } from '../../../functions/domain/journey.ts';
import { likelyTarget, type MoveProblem, type VersionMove } from '../../../functions/domain/version-move.ts';
import type { Standing } from '../../../functions/usecases/survey-walks.ts';
import { StartProblem } from '../problem.ts';

const fileSchema = z.strictObject({
  journey: z.string('must be the name of a journey'),
  moves: z
    .array(
      z.strictObject({
        from: z
          .string('must be a version of 12 hex digits, in quotes')
          .regex(/^[0-9a-f]{12}$/, 'must be a version of 12 hex digits, in quotes'),
        steps: z.record(
          z.string(),
          z.string('must be a step of the new version, or exit').min(1, 'must be a step of the new version, or exit'),
          'must name steps of that version, each with where it leads, such as `welcome+1: questions`',
        ),
      }),
      'must be a list of versions, each with `from` and `steps`',
    )
    .min(1, 'needs one version at least'),
});

export interface MoveFile {
  readonly path: string;
  readonly journeyId: string;
  readonly moves: readonly VersionMove[];
  /** What a problem of the map reads like, with the file and the line it is about. */
  place(problem: MoveProblem): string;
}

/** Throws StartProblem with file, line and remedy for a file that cannot be read as a map. */
export function readMoveFile(path: string): MoveFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Whatever the system's reason: there is nothing to read there.
    throw new StartProblem(`There is no map at ${path}; "journey diff ID --write ${path}" writes one to begin with.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (where: readonly PropertyKey[]): number => {
    for (let length = where.length; length >= 0; length--) {
      const node = document.getIn(where.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const [broken] = document.errors;
  if (broken) throw new StartProblem(`${path}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]}`);
  const checked = fileSchema.safeParse(plainValue(path, document));
  if (!checked.success) {
    const mistakes = checked.error.issues.map(
      (issue) => `${path}:${lineOf(issue.path)}: ${issue.path.join('.') || 'the map'} ${issue.message}`,
    );
    throw new StartProblem(mistakes.join('\n'));
  }
  const { journey, moves } = checked.data;
  const again = moves.findIndex(({ from }, index) => moves.findIndex((one) => one.from === from) < index);
  if (again >= 0) {
    const line = lineOf(['moves', again, 'from']);
    throw new StartProblem(`${path}:${line}: version ${moves[again]?.from} is in the map already; join the two.`);
  }
  return {
    path,
    journeyId: journey,
    moves,
    place({ version, step, message }) {
      const index = moves.findIndex(({ from }) => from === version);
      const line = lineOf(['moves', index, ...(step === undefined ? ['from'] : ['steps', step])]);
      return `${path}:${line}: ${step === undefined ? `version ${version}` : `step "${step}"`} ${message}`;
    },
  };
}

function plainValue(path: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // The library throws a ReferenceError for an alias that stands for nothing, or for too much.
    if (error instanceof ReferenceError) throw new StartProblem(`${path}: ${error.message}; write it out instead.`);
    throw error;
  }
}

/** A map to begin with: what is certain is filled in, the rest asks to be decided. */
export function draftOf(
  to: Journey,
  standing: readonly Standing[],
  versions: ReadonlyMap<string, Journey>,
  words: (version: string, step: string) => string,
): string {
  const older = [...Map.groupBy(standing, ({ version }) => version)].filter(([version]) => version !== to.version);
  const moves = older.flatMap(([version, places]) => {
    const from = versions.get(version);
    const steps = places
      .toSorted((a, b) => (a.step < b.step ? -1 : 1))
      .map(({ step, people }) => {
        const target = (from && likelyTarget(from, to, step)) ?? '""';
        const ask = target === '""' ? ', decide where they go, or exit' : '';
        return `      ${step}: ${target} # ${people} ${words(version, step)}${ask}`;
      });
    return [`  - from: "${version}"`, '    steps:', ...steps];
  });
  return [
    `# Where people of earlier versions of ${to.id} go: step of theirs -> step of version ${to.version}, or exit.`,
    `journey: ${to.id}`,
    'moves:',
    ...moves,
    '',
  ].join('\n');
}

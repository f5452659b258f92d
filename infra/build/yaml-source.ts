// A YAML file of the journey language: read, checked against its schema, every problem with line, column and remedy.
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import type { Problem } from './problem.ts';
import { explainIssue } from './schema-issues.ts';

export type Path = readonly PropertyKey[];

export interface Reporter {
  /** Says what is wrong at a path of the file: at the key, or with `value`, at what stands behind it. */
  at(path: Path, message: string, remedy: string, spot?: 'key' | 'value'): Problem;
}

export interface YamlSource<Value> {
  /** Absent when there are problems. */
  readonly value?: Value;
  readonly problems: readonly Problem[];
  readonly report: Reporter;
}

export function readYaml<Value>(file: string, text: string, schema: z.ZodType<Value>): YamlSource<Value> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const sourceLines = text.split(/\r?\n/);
  const problemAt = (offset: number, message: string, remedy: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, message, remedy, source: sourceLines[line - 1] ?? '' };
  };
  const report: Reporter = {
    at: (path, message, remedy, spot = 'key') => problemAt(offsetOf(document, path, spot), message, remedy),
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => problemAt(error.pos[0], ...notYaml(error.message)));
    return { problems, report };
  }
  let read: unknown;
  try {
    read = document.toJS();
  } catch (error) {
    // The library throws a ReferenceError for an alias without its anchor, or for aliases of aliases without end.
    if (!(error instanceof ReferenceError)) throw error;
    const name = /alias \([^)]*\): (.+)$/.exec(error.message)?.[1];
    const message =
      name === undefined
        ? 'Too many aliases stand for one another.'
        : `No anchor \`&${name}\` stands before this alias.`;
    const problem = problemAt(aliasOffset(document, name), message, 'Write it out instead.');
    return { problems: [problem], report };
  }
  const parsed = schema.safeParse(read);
  if (parsed.success) return { value: parsed.data, problems: [], report };
  const problems = parsed.error.issues.map((issue) => {
    const { path, message, remedy } = explainIssue(issue, read);
    return report.at(path, message, remedy);
  });
  return { problems, report };
}

/** What the parser says, without its position, and the remedy. */
function notYaml(said: string): [message: string, remedy: string] {
  if (said.includes('multiple documents'))
    return ['A second document begins here.', 'Take out the line `---`, or make it a file of its own.'];
  if (said.includes('call stack')) return ['This is nested too deeply.', 'Write fewer levels into one another.'];
  if (said.includes('keys must be unique')) return ['This key is here already.', 'Take one of the two out.'];
  if (said.includes('Tabs')) return ['This line is indented by a tab.', 'Indent it by spaces.'];
  const first = (said.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '.').replace(/:$/, '.');
  return [`This is not YAML: ${first}`, 'Mend the line; quote a value that holds a colon.'];
}

/** Where the alias of that name stands; without a name, the first of all. */
function aliasOffset(document: Document, name: string | undefined): number {
  let offset = 0;
  visit(document, {
    Alias(_key, alias) {
      if (name !== undefined && alias.source !== name) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** Where a path's key stands, or its value; for a path that leads nowhere, the nearest thing above it. */
function offsetOf(document: Document, path: Path, spot: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(last))
      : undefined;
    const key = pair && isNode(pair.key) ? pair.key.range?.[0] : undefined;
    if (key !== undefined && (spot === 'key' || length < path.length)) return key;
    const value = document.getIn(path.slice(0, length), true);
    if (isNode(value) && value.range) return value.range[0];
  }
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}

// What is wrong with a source file of the build: where, what and how to mend it. The build collects all, then fails once.

export interface Problem {
  /** Relative to the project's root. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly remedy: string;
  /** The line itself, to be shown with a mark under the column. */
  readonly source?: string;
}

const widest = 160;

export class BuildError extends Error {
  override readonly name = 'BuildError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((problem) => describeProblem(problem)).join('\n'));
  }
}

/** One line, or, where the source line is known, as a compiler prints it. */
export function describeProblem(problem: Problem, kind: 'error' | 'warning' = 'error'): string {
  const { file, line, column, message, remedy, source } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  if (source === undefined || line === undefined) {
    return `${place}: ${kind === 'warning' ? 'warning: ' : ''}${message} ${remedy}`;
  }
  const margin = ' '.repeat(String(line).length);
  const at = Math.max((column ?? 1) - 1, 0);
  // Of a very long line, what stands around the mark.
  const from = source.length > widest ? Math.max(0, at - widest / 2) : 0;
  const shown = source.slice(from, from + widest);
  const mark = `${' '.repeat(at - from)}^`;
  return [`${place}: ${kind}: ${message}`, `  ${line} | ${shown}`, `  ${margin} | ${mark}`, `  ${remedy}`].join('\n');
}

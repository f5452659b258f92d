// What is wrong with a source file of the build: where, what and how to mend it. The build collects all, then fails once.

export interface Problem {
  /** Relative to the project's root. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
  readonly remedy: string;
}

export class BuildError extends Error {
  override readonly name = 'BuildError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'));
  }
}

export function describe({ file, line, message, remedy }: Problem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message} ${remedy}`;
}

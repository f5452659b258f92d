// Writes what a command was asked to leave in a file; where that cannot be, says so as a mistake of the command.
import { writeFileSync } from 'node:fs';
import { StartProblem } from '../problem.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'that is a folder',
  EACCES: 'that may not be written',
  EPERM: 'that may not be written',
  EROFS: 'that may not be written',
};

/** Throws StartProblem naming the option for a place that cannot be written. */
export function writeTo(option: string, path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new StartProblem(`--${option} ${path}: ${reason}; name a file in a folder of yours.`);
  }
}

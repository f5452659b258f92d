// Makes a folder that somebody named at the terminal, with those above it.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartProblem } from './problem.ts';

/** What to do about a folder that cannot be made or written to. */
export const otherFolder = 'name a directory that you may write to';

/** `named` is how it was written: `--data x`. Throws StartProblem where it cannot be made. */
export function makeFolder(path: string, named: string): void {
  const whole = resolve(path);
  if (existsSync(whole)) return;
  // One at a time: asked for all at once, Node tries for ever where one cannot be made and says it is not there, as in /proc.
  makeFolder(dirname(whole), named);
  try {
    mkdirSync(whole);
  } catch (error) {
    // Somebody else may have been faster.
    if (existsSync(whole)) return;
    throw new StartProblem(`${named} cannot be made (${(error as Error).message}); ${otherFolder}.`);
  }
}

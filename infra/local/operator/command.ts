// What a command of `npm run cli` is: its usage in a line, its options, what it does at a terminal.
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Context } from '../../../functions/composition/context.ts';

export interface Terminal {
  print(line: string): void;
  table(rows: readonly object[]): void;
  /** Asks a question to be answered with y or n. */
  confirm(question: string): Promise<boolean>;
}

export interface Asked {
  /** The table and the ports the command works on, found when first asked for: `--table`, `--port` or `--data`. */
  target(): Promise<Context>;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** What stands behind the command's name; empty unless it takes names. */
  readonly names: readonly string[];
  readonly terminal: Terminal;
}

export interface Command {
  readonly usage: string;
  readonly does: string;
  /** Options of its own, beside those that say where. */
  readonly options?: ParseArgsOptionsConfig;
  readonly takesNames?: boolean;
  /** Throws StartProblem for what the person at the terminal can mend. */
  run(asked: Asked): Promise<void>;
}

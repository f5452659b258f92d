// `npm run cli -- COMMAND`: what an operator does by hand, on the local runner's data or on a table at AWS.
import { argv, env, exit, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BuildError } from '../build/problem.ts';
import { commands, type Terminal } from './operator/commands.ts';
import { findTarget } from './operator/target.ts';
import { StartProblem } from './problem.ts';

const usage = (): string => {
  const lines = Object.values(commands).map((command) => `  ${command.usage.padEnd(54)} ${command.does}`);
  return `Usage: npm run cli -- COMMAND [options]
${lines.join('\n')}
Where: --table NAME (at AWS), --port 3000 or --data DIR (a local runner; .afterglow where nothing is said)`;
};

/** Throws StartProblem for what the person at the terminal can mend. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parse(args);
  const [name, ...names] = positionals;
  if (values.help || name === undefined) {
    terminal.print(usage());
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new StartProblem(`There is no command "${name}".\n${usage()}`);
  if (names.length > 0 && name !== 'redrive') throw new StartProblem(`${name} takes no names.\n${usage()}`);
  const port = values.port ?? (values.data === undefined && env.PORT ? env.PORT : undefined);
  const context = await findTarget({ table: values.table, port, data: values.data ?? '.afterglow' });
  await command.run({ context, options: values, names, terminal });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        table: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        everything: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        from: { type: 'string' },
        hold: { type: 'boolean' },
        lapse: { type: 'boolean' },
        release: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n${usage()}`);
  }
}

/** What the SDK throws, in a line; undefined for anything else. */
function unreachable(error: unknown): string | undefined {
  const { name, message, code, $metadata } = error as Error & { code?: string; $metadata?: unknown };
  if (!$metadata && name !== 'CredentialsProviderError' && !/region/i.test(message)) return undefined;
  return `The table did not answer (${code ?? name}: ${message || 'no connection'}). Check --table, the credentials and the region.`;
}

const terminal: Terminal = {
  print: (line) => console.log(line),
  table: (rows) => console.table(rows),
  async confirm(question) {
    // Without a person at the terminal nobody says yes.
    if (!stdin.isTTY) return false;
    const reader = createInterface({ input: stdin, output: stdout });
    const answer = await reader.question(`${question} [y/N] `);
    reader.close();
    return /^y(es)?$/i.test(answer.trim());
  },
};

if (argv[1] === fileURLToPath(import.meta.url)) {
  runCli(argv.slice(2), terminal).then(
    () => exit(0),
    (error) => {
      const known = error instanceof StartProblem || error instanceof BuildError;
      console.error(known ? error.message : (unreachable(error) ?? error));
      exit(1);
    },
  );
}

// `npm run cli -- COMMAND`: what an operator does by hand, on the local runner's data or on a table at AWS.
import { argv, env, exit, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BuildError } from '../build/problem.ts';
import type { Asked, Command, Terminal } from './operator/command.ts';
import { commands } from './operator/commands.ts';
import { findTarget } from './operator/target.ts';
import { portIn } from './options.ts';
import { StartProblem } from './problem.ts';

const usage = (): string => {
  const lines = Object.values(commands).map((command) => `  ${command.usage.padEnd(54)} ${command.does}`);
  return `Usage: npm run cli -- COMMAND [options]
${lines.join('\n')}
Where: --table NAME (at AWS), --port 3000 or --data DIR (a local runner; .afterglow where nothing is said)`;
};

const whereOptions = {
  table: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Throws StartProblem for what the person at the terminal can mend. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<void> {
  const name = commandName(args);
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const { values, positionals } = parse(args, command?.options);
  const names = positionals.slice(1);
  if (values.help || name === undefined) {
    terminal.print(usage());
    return;
  }
  if (!command) throw new StartProblem(`There is no command "${name}".\n${usage()}`);
  if (names.length > 0 && !command.takesNames) throw new StartProblem(`${name} takes no names.\n${usage()}`);
  const { table, data } = values;
  let found: ReturnType<typeof findTarget> | undefined;
  const target = async () => {
    found ??= findTarget({ table, port: portOf(values), data: data ?? '.afterglow' });
    return found;
  };
  await command.run({ target, options: values, names, terminal });
}

function portOf({ port, data }: WhereValues): number | undefined {
  const rules = { least: 1, usual: 3000 } as const;
  if (port !== undefined) return portIn('--port', port, rules);
  return data === undefined && env.PORT ? portIn('PORT', env.PORT, rules) : undefined;
}

/** The first word that is no option and no option's value, whatever command it names. */
function commandName(args: readonly string[]): string | undefined {
  const all = Object.assign({}, ...Object.values(commands).map(({ options }) => options), whereOptions);
  return parseArgs({ args: [...args], allowPositionals: true, strict: false, options: all }).positionals[0];
}

function parse(args: readonly string[], own: Command['options']) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...own, ...whereOptions },
    });
    return { values: values as Asked['options'] & WhereValues, positionals };
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n${usage()}`);
  }
}

interface WhereValues {
  readonly table?: string;
  readonly port?: string;
  readonly data?: string;
  readonly help?: boolean;
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
    if (!stdin.isTTY)
      throw new StartProblem(`Nobody is at the terminal to answer "${question}"; add --yes to say yes.`);
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

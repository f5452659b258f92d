// `npm start`: runs Afterglow on this machine until it is told to stop.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { dayMs } from '../../functions/domain/time.ts';
import { build } from '../build/build.ts';
import { BuildError } from '../build/problem.ts';
import { Interrupted } from './clock/conductor.ts';
import { fullDemo, liveDemo } from './demo/live.ts';
import { makeProgress } from './demo/progress.ts';
import { readCommandLine, usage } from './options.ts';
import { ancestorsUpToNpm, whenGone } from './orphan.ts';
import { StartProblem } from './problem.ts';
import { type LocalRunner, startLocal } from './runner.ts';
import { testPassword, testUsers } from './sign-in/test-users.ts';

export { type LocalOptions, type LocalRunner, startLocal } from './runner.ts';

const longestEndMs = 10_000;

async function main(): Promise<void> {
  const options = readCommandLine(argv.slice(2), env);
  if (options.help) {
    console.log(usage);
    return;
  }
  // Asked now, while all of them are surely there.
  const ancestors = env.npm_lifecycle_event ? ancestorsUpToNpm() : undefined;
  const startAt = options.demo ? Date.now() - fullDemo.days * dayMs : undefined;
  const bundles = options.bundled ? await bundledHandlers() : undefined;
  const runner = await startLocal({
    ...options,
    ...(startAt !== undefined && { startAt }),
    // Bundled functions carry their templates inside.
    ...(bundles ? { handlers: bundles } : { watch: true }),
  });
  let stopping = false;
  const stop = (): void => {
    // A second signal means now.
    if (stopping) exit(1);
    stopping = true;
    // What is under way is waited for, an engine that has gone silent is not: as after a crash, the next start finds it.
    setTimeout(() => {
      console.error('Something does not answer, so this ends without it; the next start takes up what was under way.');
      exit(1);
    }, longestEndMs).unref();
    runner.close().then(
      () => exit(0),
      (error) => {
        console.error(error);
        exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (ancestors) {
    whenGone(await ancestors, () => {
      console.error('npm is gone, so this ends as well; what was stored is kept.');
      stop();
    });
  }
  stdout.write(welcome(runner));
  if (options.demo) await demo(runner);
}

/** Loaded once, so that the files may go again at once. */
async function bundledHandlers() {
  await build();
  const outdir = await mkdtemp(join(tmpdir(), 'afterglow-bundles-'));
  try {
    const { bundledFunctions } = await import('./bundled/bundled-functions.ts');
    return await bundledFunctions(outdir);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function demo(runner: LocalRunner): Promise<void> {
  try {
    const lived = await liveDemo(runner, makeProgress(stdout));
    if (!lived) console.log('The demo was lived in this directory before; --fresh begins it anew.');
  } catch (error) {
    // Stopping in the middle is no failure.
    if (!(error instanceof Interrupted)) throw error;
  }
}

function welcome({ origin, endpoints }: LocalRunner): string {
  const users = testUsers.map((user) => user.email).join(', ');
  return `Afterglow is ready at ${origin}
  sign-up   ${origin}/
  staff     ${origin}/staff   (${users}; password: ${testPassword})
  mailbox   ${origin}/mailbox
  clock     ${origin}/_local/clock   (POST {"advance":"P3D"} to let three days pass)
  engines   ${Object.entries(endpoints)
    .map(([name, url]) => `${name} ${url}`)
    .join('  ')}
Stop with Ctrl-C.
`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const known = error instanceof StartProblem || error instanceof BuildError;
    console.error(known ? error.message : error);
    exit(1);
  });
}

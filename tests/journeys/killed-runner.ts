// `npm start` in a process of its own, the way a person starts it, to be killed at any moment and started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));

export interface KillableRunner {
  readonly origin: string;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Resolves when it says that it is ready. Time stands still (almost) unless it is advanced. */
export async function startProcess(
  data: string,
  env: NodeJS.ProcessEnv = {},
  more: readonly string[] = [],
): Promise<KillableRunner> {
  const args = ['--import', 'tsx', script, '--port', '0', '--data', data, ...more];
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  for await (const chunk of child.stdout ?? []) {
    said += chunk;
    const origin = /ready at (http:\/\/localhost:\d+)/.exec(said)?.[1];
    if (!origin) continue;
    child.stdout?.resume();
    return {
      origin,
      async kill(signal = 'SIGKILL') {
        child.kill(signal);
        await exited;
      },
    };
  }
  throw new Error(`The runner ended before it was ready:\n${said}`);
}

// Runs kill-child.ts, and knows when it is up and how to kill it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  readonly origin: string;
  readonly endpoints: Readonly<Record<string, string>>;
  kill(): Promise<void>;
}

const script = fileURLToPath(new URL('./kill-child.ts', import.meta.url));

export async function startChild(data: string): Promise<Child> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, data], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  let said = '';
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('\n')) return { process: child, ...JSON.parse(said), kill };
  }
  throw new Error(`The child ended early: ${complaints}`);
}

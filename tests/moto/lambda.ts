// Starts a function's bundle in a process of its own and invokes it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./lambda-child.ts', import.meta.url));

export interface Lambda {
  /** Throws what the function throws. */
  invoke(event: unknown, aheadMs: number): Promise<unknown>;
  end(): Promise<void>;
}

export async function startLambda(file: string, env: NodeJS.ProcessEnv): Promise<Lambda> {
  const child: ChildProcess = fork(script, [file], { env, execArgv: [] });
  const exited = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error(`${file} did not load.`);
    }),
  ]);
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error));
  });
  let last = 0;
  return {
    invoke(event, aheadMs) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, event, aheadMs });
      });
    },
    async end() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

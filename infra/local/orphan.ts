// Under npm a runner must not outlive it: npm passes a signal to its shell alone, and a shell that dies passes nothing on.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const lookEveryMs = 500;
/** npm, its shell, a loader, and one to spare. */
const maxGenerations = 4;

/** Calls back once when one of the processes is gone. */
export function whenGone(pids: readonly number[], gone: () => void): void {
  const timer = setInterval(() => {
    if (pids.every(isAlive)) return;
    clearInterval(timer);
    gone();
  }, lookEveryMs);
  timer.unref();
}

/** npm's part of this process's line, the nearest first; the parent alone where nobody can be asked. */
export async function ancestorsUpToNpm(): Promise<number[]> {
  const line: number[] = [process.ppid];
  for (let generation = 1; generation < maxGenerations; generation++) {
    const [parent, title] = await lookUp(line.at(-1) as number);
    if (title.startsWith('npm')) return line;
    if (parent <= 1) break;
    line.push(parent);
  }
  return [process.ppid];
}

async function lookUp(pid: number): Promise<[parent: number, title: string]> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,comm=', '-p', String(pid)]);
    const [, parent = '0', title = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(stdout) ?? [];
    return [Number(parent), title];
  } catch {
    // A system without `ps`: its parent will have to do.
    return [0, ''];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

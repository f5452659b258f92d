// Beginning and end: several runners at once, one per directory, and nothing left behind.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dayMs } from '../../functions/domain/time.ts';
import { silentLog } from '../../infra/local/log.ts';
import { startLocal } from '../../infra/local/runner.ts';
import { startChild } from './child.ts';
import { testFolder } from './folder.ts';
import { newYear, run } from './run.ts';
import { putWalker, type Walk, walkingFunctions } from './stub-functions.ts';

describe('runners side by side', () => {
  it('have their own ports, data and time', async () => {
    const walks: [Walk[], Walk[]] = [[], []];
    const [one, other] = await Promise.all(walks.map((into) => run({ handlers: walkingFunctions(into) })));
    if (!one || !other) throw new Error('Two were started.');
    expect(one.origin).not.toBe(other.origin);
    await putWalker(one.context, 'anna', newYear + dayMs, 2, dayMs);
    await Promise.all([one.advanceBy(5 * dayMs), other.advanceBy(dayMs)]);
    expect(walks.map((list) => list.length)).toEqual([2, 0]);
    expect([one.now() - newYear, other.now() - newYear]).toEqual([5 * dayMs, dayMs]);
  });

  it('do not share a directory; the second says who has it', async () => {
    const data = join(testFolder(), 'data');
    const first = await run({ data });
    await expect(run({ data })).rejects.toThrow(
      `Another Afterglow (process ${process.pid}, ${first.origin}) uses ${data}; stop it, or choose another`,
    );
    expect((await fetch(`${first.origin}/_local/clock`)).status).toBe(200);
  });

  it('take over from one that was killed', async () => {
    const data = join(testFolder(), 'data');
    const child = await startChild(data);
    await expect(run({ data })).rejects.toThrow(/Another Afterglow/);
    await child.kill();
    const runner = await run({ data });
    expect(runner.now()).toBe(newYear);
  });

  it('say when the port is taken, and leave nothing behind', async () => {
    const first = await run();
    const port = Number(new URL(first.origin).port);
    const data = join(testFolder(), 'data');
    await expect(run({ port, data })).rejects.toThrow(`Port ${port} is taken; choose another with --port.`);
    await run({ data });
  });
});

describe('--fresh', () => {
  it('empties the directory', async () => {
    const data = join(testFolder(), 'data');
    const first = await run({ data });
    await first.advanceBy(dayMs);
    const { keys } = first.context;
    await first.close();
    const second = await run({ data, fresh: true });
    expect(second.now()).toBe(newYear);
    expect(second.context.keys).not.toEqual(keys);
  });

  it('never empties a directory that is not ours', async () => {
    const data = join(testFolder(), 'photos');
    mkdirSync(data);
    writeFileSync(join(data, 'me.jpg'), '');
    await expect(run({ data, fresh: true })).rejects.toThrow(/holds files that are not Afterglow's/);
    writeFileSync(join(testFolder(), 'file'), '');
    await expect(run({ data: join(data, 'me.jpg') })).rejects.toThrow(/is not a directory/);
  });
});

describe('--data', () => {
  const remedy = 'name a directory that you may write to';

  it('below a file is refused by its name', async () => {
    const file = join(testFolder(), 'file');
    writeFileSync(file, '');
    await expect(run({ data: join(file, 'data') })).rejects.toThrow(`--data ${join(file, 'data')} cannot be made`);
    await expect(run({ data: join(file, 'data') })).rejects.toThrow(remedy);
  });

  it('that cannot be written to is refused by its name', async () => {
    const data = join(testFolder(), 'data');
    // Stands for rights that are missing: whoever runs these tests may have all of them.
    mkdirSync(join(data, 'lock.db'), { recursive: true });
    await expect(run({ data })).rejects.toThrow(`--data ${data} cannot be written to`);
    await expect(run({ data })).rejects.toThrow(remedy);
  });

  it('may lie several folders deep', async () => {
    const data = join(testFolder(), 'a', 'b', 'data');
    await run({ data });
    expect(existsSync(data)).toBe(true);
  });

  // Skipped elsewhere: only Linux has a folder in which nobody can make another, and which says it is not there.
  it.skipIf(process.platform !== 'linux')('that nobody can make ends the start at once', async () => {
    const { said, exited } = await start('--port', '0', '--data', '/proc/x/data');
    expect(await exited).toEqual([1, null]);
    expect(said.err).toContain('--data /proc/x/data cannot be made');
    expect(said.err).toContain(remedy);
    expect(said.err).not.toContain('    at ');
  });
});

const startScript = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));

async function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', startScript, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { child, said, exited };
}

describe('npm start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('says when it is ready, and ends cleanly at %s', async (signal) => {
    const { child, said, exited } = await start('--port', '0', '--data', join(testFolder(), 'data'));
    await expect.poll(() => said.out, { timeout: 15_000 }).toMatch(/Stop with Ctrl-C/);
    const origin = /Afterglow is ready at (http:\/\/localhost:\d+)/.exec(said.out)?.[1];
    for (const path of ['/staff', '/mailbox', '/_local/clock']) expect(said.out).toContain(`${origin}${path}`);
    expect(said.out).toContain('viewer@clinic.test');
    for (const path of ['/', '/mailbox', '/_local/clock']) expect((await fetch(`${origin}${path}`)).status).toBe(200);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    await expect(fetch(`${origin}/_local/clock`)).rejects.toThrow();
    expect(said.err).toBe('');
  });

  // Skipped on Windows: process groups and their signals are another matter there.
  it.skipIf(process.platform === 'win32')(
    'does not outlive npm',
    async () => {
      const data = join(testFolder(), 'data');
      const root = fileURLToPath(new URL('../..', import.meta.url));
      const npm = spawn('npm', ['start', '--silent', '--', '--port', '0', '--data', data], {
        cwd: root,
        detached: true,
      });
      const killAll = (): void => {
        // Its process group; gone already when all went well.
        if (npm.pid) spawnSync('kill', ['-KILL', '--', `-${npm.pid}`]);
      };
      onTestFinished(killAll);
      let out = '';
      npm.stdout.on('data', (chunk) => {
        out += chunk;
      });
      await expect.poll(() => out, { timeout: 20_000 }).toMatch(/Stop with Ctrl-C/);
      const origin = /ready at (http:\/\/localhost:\d+)/.exec(out)?.[1];
      npm.kill('SIGTERM');
      const isUp = () =>
        fetch(`${origin}/_local/clock`).then(
          () => true,
          () => false,
        );
      await expect.poll(isUp, { timeout: 10_000 }).toBe(false);
      // The port goes first, the directory a moment later.
      const takeOver = () => run({ data }).then(({ origin: own }) => own !== origin);
      await expect.poll(() => takeOver().catch(() => false), { timeout: 10_000 }).toBe(true);
    },
    40_000,
  );

  it('answers a mistake with its remedy, and no stack', async () => {
    const { said, exited } = await start('--speed', 'warp');
    expect(await exited).toEqual([1, null]);
    expect(said.err).toContain('--speed must look like 1d=10s');
    expect(said.err).not.toContain('    at ');
  });
});

describe('a failed start', () => {
  it('ends what it had started', async () => {
    const data = join(testFolder(), 'data');
    const external = { sqs: 'http://127.0.0.1:1' };
    await expect(startLocal({ port: 0, data, external, log: silentLog, handlers: {} })).rejects.toThrow();
    await run({ data });
  });
});

// Repair of what a kill leaves in dynalite: index entries lost, ghosts of entries, ghosts without an item.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { makeDueIndex } from '../../functions/composition/due-index.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import { dayMs } from '../../functions/domain/time.ts';
import { audienceShardName, dueShard, keys } from '../../functions/table.ts';
import { earliestDue } from '../../infra/local/clock/earliest-due.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { startChild } from './child.ts';
import { testFolder } from './folder.ts';
import { newYear, postJson, run } from './run.ts';
import { putWalker } from './stub-functions.ts';

interface Level {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
  close(): Promise<void>;
}

/** The very store that dynalite uses. */
const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level') as {
  Level: new (path: string, options: { valueEncoding: 'json' }) => Level;
};

/** What dynalite keeps of an index, written around. */
async function tamper(data: string, work: (level: Level) => Promise<void>): Promise<void> {
  const level = new Level(join(data, 'dynamodb'), { valueEncoding: 'json' });
  await work(level);
  await level.close();
  // The end was not a clean one.
  const database = new DatabaseSync(join(data, 'runner.db'));
  database.exec('UPDATE ending SET clean = 0');
  database.close();
}

async function entries(level: Level, index: string, name: string) {
  const found: [string, unknown][] = [];
  const prefix = `index-global~afterglow~${index}~`;
  for await (const [key, value] of level.iterator({ gte: prefix, lt: `${prefix}\xff` })) {
    if (JSON.stringify(value).includes(name)) found.push([key, value]);
  }
  return found;
}

async function due(runner: LocalRunner): Promise<string[]> {
  const index = makeDueIndex(runner.context);
  const refs = await Promise.all(index.shards().map(({ shard }) => index.due(shard, newYear + 400 * dayMs, 100)));
  return refs.flat().map((ref) => (ref.kind === 'enrolment' ? ref.key.subscriberId : ref.kind));
}

async function prepared(): Promise<string> {
  const data = join(testFolder(), 'data');
  const runner = await run({ data });
  for (const name of ['anna', 'bert', 'carl']) await putWalker(runner.context, name, newYear + dayMs, 1, dayMs);
  await tableAccess(runner.context).putIfAbsent(keys.subscriber('anna'), {
    audienceShard: audienceShardName(1),
    subscriberId: 'anna',
    firstName: 'Anna',
  });
  await runner.close();
  return data;
}

describe('repair at start', () => {
  it('has nothing to do after a clean end', async () => {
    const runner = await run({ data: await prepared() });
    expect(runner.repaired).toBe(0);
    expect((await due(runner)).toSorted()).toEqual(['anna', 'bert', 'carl']);
  });

  it('brings back a lost entry', async () => {
    const data = await prepared();
    await tamper(data, async (level) => {
      for (const [key] of await entries(level, 'due', 'S#bert')) await level.del(key);
      for (const [key] of await entries(level, 'audience', 'S#anna')) await level.del(key);
    });
    const runner = await run({ data });
    expect(runner.repaired).toBe(2);
    expect((await due(runner)).toSorted()).toEqual(['anna', 'bert', 'carl']);
    const page = await tableAccess(runner.context).query({
      index: 'audience',
      condition: 'audienceShard = :shard',
      values: { ':shard': audienceShardName(1) },
    });
    expect(page.items).toMatchObject([{ subscriberId: 'anna', firstName: 'Anna' }]);
  });

  it('drives out a ghost, whether or not its item exists, and leaves the items as they were', async () => {
    const data = await prepared();
    const first = await run({ data });
    const table = tableAccess(first.context);
    const key = keys.enrolment({ subscriberId: 'carl', journeyId: 'walk' });
    const before = await table.get(key);
    // Two entries as a later write would have left them, had it got as far as its item.
    await table.update(key, { UpdateExpression: 'SET dueAt = :at', ExpressionAttributeValues: { ':at': { N: '5' } } });
    await putWalker(first.context, 'dora', 7, 1, dayMs);
    await first.close();
    let ghosts: [string, unknown][] = [];
    await tamper(data, async (level) => {
      ghosts = [...(await entries(level, 'due', 'S#carl')), ...(await entries(level, 'due', 'S#dora'))];
    });
    const second = await run({ data });
    await tableAccess(second.context).update(key, {
      UpdateExpression: 'SET dueAt = :at',
      ExpressionAttributeValues: { ':at': { N: String(before?.dueAt) } },
    });
    await second.close();
    await tamper(data, async (level) => {
      for await (const [name] of level.iterator({ gte: 'item-afterglow~', lt: 'item-afterglow~\xff' })) {
        if (JSON.stringify(await level.get(name)).includes('dora')) await level.del(name);
      }
      for (const [name, value] of ghosts) await level.put(name, value);
    });
    const third = await run({ data });
    expect(third.repaired).toBe(2);
    expect((await due(third)).toSorted()).toEqual(['anna', 'bert', 'carl']);
    expect(await earliestDue(tableAccess(third.context))).toBe(newYear + dayMs);
    expect(await tableAccess(third.context).get(key)).toEqual(before);
  });

  it('finishes what a killed repair began', async () => {
    const data = await prepared();
    const runner = await run({ data });
    const key = keys.enrolment({ subscriberId: 'anna', journeyId: 'walk' });
    const base = await tableAccess(runner.context).get(key);
    await tableAccess(runner.context).update(key, {
      UpdateExpression: 'SET dueAt = :at',
      ExpressionAttributeValues: { ':at': { N: '5' } },
    });
    await runner.close();
    await tamper(data, async () => {});
    await noteRepair(data, key, { ...base, pk: key.pk, sk: key.sk });
    const again = await run({ data });
    expect(await tableAccess(again.context).get(key)).toEqual(base);
    expect((await due(again)).toSorted()).toEqual(['anna', 'bert', 'carl']);
  });
});

async function noteRepair(data: string, key: object, base: object): Promise<void> {
  const { marshall } = await import('@aws-sdk/util-dynamodb');
  const { serialize } = await import('node:v8');
  const database = new DatabaseSync(join(data, 'runner.db'));
  const entry = serialize([marshall(key), marshall(base)]);
  database.exec('CREATE TABLE IF NOT EXISTS repair (name TEXT PRIMARY KEY, entry BLOB)');
  database.prepare('INSERT INTO repair (name, entry) VALUES (?, ?)').run('x', entry);
  database.close();
}

describe('a kill while time passes', () => {
  it('leaves a directory that opens, whose index and items agree, and time does not go back', async () => {
    const data = join(testFolder(), 'data');
    let reached = newYear;
    for (const lifeMs of [300, 450, 600]) {
      const child = await startChild(data);
      const { now } = (await (await fetch(`${child.origin}/_local/clock`)).json()) as { now: string };
      expect(Date.parse(now)).toBeGreaterThanOrEqual(reached);
      const advance = postJson(`${child.origin}/_local/clock`, { advance: 'P40D' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, lifeMs));
      reached = Date.parse(((await (await fetch(`${child.origin}/_local/clock`)).json()) as { now: string }).now);
      await child.kill();
      await advance;
      if (lifeMs === 300) await plantWalkers(data);
    }
    const runner = await run({ data });
    const items = await tableAccess(runner.context).queryAll({ pk: keys.subscriber('w0').pk });
    expect(runner.now()).toBeGreaterThanOrEqual(reached);
    expect(items).toHaveLength(1);
    const expected = await dueWalkers(runner);
    expect((await due(runner)).toSorted()).toEqual(expected);
  }, 60_000);
});

const walkers = Array.from({ length: 20 }, (_, at) => `w${at}`);

async function plantWalkers(data: string): Promise<void> {
  const runner = await run({ data });
  for (const name of walkers) await putWalker(runner.context, name, runner.now() + 60_000, 1_000, 3_600_000);
  await runner.close();
}

async function dueWalkers(runner: LocalRunner): Promise<string[]> {
  const table = tableAccess(runner.context);
  const items = await Promise.all(
    walkers.map((name) => table.get(keys.enrolment({ subscriberId: name, journeyId: 'walk' }))),
  );
  for (const item of items) expect(item?.dueShard).toBe(dueShard('enrolment', String(item?.subscriberId)));
  return items.map((item) => String(item?.subscriberId)).toSorted();
}

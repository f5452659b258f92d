// `npm run cli -- journey`: what it tells without a runner, and what it does on the data of one that runs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import { makeEnrolmentStore } from '../../functions/composition/enrolment-store.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import { audienceShards, keys } from '../../functions/table.ts';
import { runCli } from '../../infra/local/cli.ts';
import { silentLog } from '../../infra/local/log.ts';
import type { Terminal } from '../../infra/local/operator/command.ts';
import { findTarget } from '../../infra/local/operator/target.ts';
import { type LocalRunner, startLocal } from '../../infra/local/runner.ts';
import { Clinic, Person } from '../journeys/person.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterglow-journey-'));
const data = join(folder, 'data');
const file = (name: string) => join(folder, name);
const series = journeys.find(({ id }) => id === 'acne-scars');

async function cli(line: string): Promise<string> {
  const lines: string[] = [];
  const terminal: Terminal = {
    print: (text) => void lines.push(text),
    table: (rows) => void lines.push(...rows.map((row) => Object.values(row).join(' | '))),
    confirm: async () => true,
  };
  await runCli([...line.split(' ').filter(Boolean), '--data', data], terminal);
  return lines.join('\n');
}

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

describe('without a runner', () => {
  it('simulates each persona, dated in her zone', async () => {
    const said = await cli('journey simulate acne-scars --persona quiet --from 2027-01-04 --zone Europe/Warsaw');
    expect(said.split('\n').slice(1, 4)).toEqual([
      'day 0    Mon 2027-01-04 12:00  welcome',
      'day 2    Wed 2027-01-06 09:00  understanding-scars',
      'day 5    Sat 2027-01-09 09:00  understanding-scars-again (the e-mail understanding-scars)',
    ]);
    expect(said).toContain('still-interested');
    expect(said.split('\n')[0]).toBe(
      'Understanding acne scars, for somebody who opens nothing (quiet). She confirms Mon 2027-01-04 12:00, Europe/Warsaw; no other mail goes to her.',
    );
    expect(said.split('\n').at(-1)).toBe('day 120  Tue 2027-05-04 09:00  - the end, without an answer');
    expect(await cli('journey simulate acne-scars --from 2027-01-04T21:30 --zone Asia/Tokyo')).toContain(
      'day 0    Mon 2027-01-04 21:30  welcome',
    );
  });

  it('names what it cannot understand, with the remedy', async () => {
    await expect(cli('journey dance')).rejects.toThrow('There is no "journey dance"');
    await expect(cli('journey simulate nonesuch')).rejects.toThrow('name one of acne-scars');
    await expect(cli('journey simulate acne-scars --persona wild')).rejects.toThrow('none of eager, quiet, untracked');
    await expect(cli('journey simulate acne-scars --zone Mars/Base')).rejects.toThrow('is no IANA time zone');
    await expect(cli('journey simulate acne-scars --from soon')).rejects.toThrow('neither a date such as 2027-01-04');
    await expect(cli('journey simulate acne-scars --from 2027-02-30')).rejects.toThrow('neither a date such as');
    await expect(cli('journey simulate acne-scars --from 0001-01-01')).rejects.toThrow(
      'outside the years 1970 to 2199',
    );
    await expect(cli('journey simulate acne-scars peels')).rejects.toThrow('"peels" is one name too many');
    await expect(cli(`journey draw acne-scars --out ${folder}`)).rejects.toThrow('that is a folder');
    await expect(cli(`journey draw acne-scars --out ${file('none/x.svg')}`)).rejects.toThrow('there is no such folder');
    await expect(cli('journey publish')).rejects.toThrow('Say with --map FILE where people go');
    expect(await cli('journey')).toContain('journey explain ADDRESS-or-ID');
  });

  it('draws the journey as the documents show it', async () => {
    await cli(`journey draw acne-scars --out ${file('series.svg')}`);
    const drawn = readFileSync(file('series.svg'), 'utf8');
    for (const words of ['Welcome', 'Understanding scars', 'Still interested', 'Ends: completed', 'not tracked'])
      expect(drawn).toContain(words);
    expect(drawn).toBe(readFileSync(new URL('../../docs/acne-scars.svg', import.meta.url), 'utf8'));
  });
});

describe('on a running clinic', () => {
  let runner: LocalRunner;
  let anna: Person;
  const oldVersion = '0123456789ab';

  beforeAll(async () => {
    runner = await startLocal({ port: 0, data, rate: 0, startAt: Date.UTC(2027, 0, 4, 15), log: silentLog });
    anna = new Person(new Clinic(runner.origin), 'anna@example.com', false);
    await anna.signUp();
    await runner.settle();
    await anna.confirm();
    await runner.advanceBy(3 * 24 * 3_600_000);
  }, 60_000);
  afterAll(() => runner.close());

  it('explains somebody by her address', async () => {
    const said = await cli('journey explain anna@example.com');
    expect(said).toContain('anna@example.com, active');
    expect(said).toContain('\n  Now: waits for day 5, then Chemical peels');
    expect(said).toMatch(/welcome, sent/);
    expect(said).toMatch(/To come, if she does nothing new:\n.*chemical-peels/);
    await expect(cli('journey explain anna@')).rejects.toThrow('"anna@" is no address. Enter an e-mail address');
    await expect(cli('journey explain nobody@example.com')).rejects.toThrow('Nobody is known as nobody@example.com');
  });

  it('pauses a step and a person, and lets them go on', async () => {
    expect(await cli('journey pause acne-scars chemical-peels')).toContain(
      'The step chemical-peels of acne-scars is paused',
    );
    const ahead = await cli('journey explain anna@example.com');
    expect(ahead).toContain('\n  Now: waits for day 5, then Chemical peels.\n');
    expect(ahead).toContain('To come, if what is paused went on now, and she does nothing new:');
    await cli('journey pause acne-scars');
    const paused = await cli('journey explain anna@example.com');
    expect(paused).toContain('the journey is paused');
    expect(paused).toContain('To come, if what is paused went on now, and she does nothing new:');
    await cli('journey resume acne-scars');
    await cli('journey pause --person anna@example.com');
    expect(await cli('journey explain anna@example.com')).toContain('she is paused');
    await cli('journey resume --person anna@example.com');
    await cli('journey resume acne-scars chemical-peels');
    expect(await cli('journey explain anna@example.com')).not.toContain('paused');
    await expect(cli('journey resume acne-scars welcome')).rejects.toThrow(
      'The step welcome of acne-scars is not paused; what is: no journey and no step.',
    );
    await expect(cli('journey pause acne-scars nonesuch')).rejects.toThrow('its send steps are welcome,');
  });

  it('shows who stands on an earlier version, refuses a map with a hole, and moves by a whole one', async () => {
    const context = await findTarget({ data });
    const enrolments = makeEnrolmentStore(context);
    const pages = await Promise.all(
      Array.from({ length: audienceShards }, (_, shard) => makeSubscriberStore(context).page(shard, 10)),
    );
    const id = pages.flatMap(({ items }) => items)[0]?.id ?? '';
    const [walk] = await enrolments.ofSubscriber(id);
    if (!walk || !series) throw new Error('anna walks the series');
    // As if the build had changed since she began.
    await tableAccess(context).putIfAbsent(keys.journeyVersion(series.id, oldVersion), {
      definition: JSON.stringify({ ...series, version: oldVersion }),
    });
    await enrolments.save({ ...walk, version: oldVersion });
    const map = file('map.yaml');
    const said = await cli(`journey diff acne-scars --write ${map}`);
    expect(said).toContain(`${oldVersion} | ${walk.at} | waits`);
    expect(said).toContain('| 1 | stays on this version');
    writeFileSync(
      file('hole.yaml'),
      `journey: acne-scars\nmoves:\n  - from: "${oldVersion}"\n    steps:\n      welcome: welcome\n`,
    );
    await expect(cli(`journey publish --map ${file('hole.yaml')}`)).rejects.toThrow(
      `hole.yaml:5: step "${walk.at}" has people on it and is not in the map; say where they go, or "exit".\nNobody was moved.`,
    );
    writeFileSync(file('bad.yaml'), 'journey: acne-scars\nmoves:\n  - from: later\n    steps: {}\n');
    await expect(cli(`journey diff --map ${file('bad.yaml')}`)).rejects.toThrow(
      'bad.yaml:3: moves.0.from must be a version',
    );
    writeFileSync(file('twice.yaml'), `${readFileSync(map, 'utf8')}  - from: "${oldVersion}"\n    steps: {}\n`);
    await expect(cli(`journey diff --map ${file('twice.yaml')}`)).rejects.toThrow(
      'is in the map already; join the two',
    );
    writeFileSync(file('digits.yaml'), 'journey: acne-scars\nmoves:\n  - from: 123456789012\n    steps: {}\n');
    await expect(cli(`journey diff --map ${file('digits.yaml')}`)).rejects.toThrow('12 hex digits, in quotes');
    await expect(cli(`journey diff acne-scars --write ${folder}`)).rejects.toThrow('--write');
    expect(await cli(`journey diff --map ${map}`)).toContain(`| 1 | ${walk.at}`);
    expect(await cli(`journey publish --map ${map} --yes`)).toContain(`1 people walk version ${series.version} now`);
    expect((await enrolments.ofSubscriber(id))[0]).toMatchObject({
      version: series.version,
      at: walk.at,
      dueAt: walk.dueAt,
    });
    expect(await cli(`journey publish --map ${map} --yes`)).toContain(
      'Nobody walks the versions of this map any more.',
    );
  });
});

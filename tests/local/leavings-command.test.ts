// `leavings` at a terminal, on two tables of one engine: what it takes over, what it asks first, and what it refuses.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import clinicConfig from '../../clinic.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { noKeys } from '../../functions/adapters/keys.ts';
import { makeContext } from '../../functions/composition/context.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import type { SubscriberStore } from '../../functions/ports/stores.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { runCli } from '../../infra/local/cli.ts';
import { startTableEngine, type TableEngine } from '../contract/dynalite-table.ts';
import { idOf, person, sentAt } from '../engagement/people.ts';
import { recordingTerminal } from './recording-terminal.ts';

let engine: TableEngine;
let oldName: string;
let newName: string;
let old: SubscriberStore;
let restored: SubscriberStore;

beforeAll(async () => {
  engine = await startTableEngine();
  // The command reaches its tables as at AWS, by the SDK's own variables.
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', engine.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-2');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await engine.end();
});

const storeOn = (tableName: string): SubscriberStore =>
  makeSubscriberStore(
    makeContext({
      settings: {
        tableName,
        queueUrls: {},
        configurationSet: '',
        oidc: { issuer: '', clientId: '' },
        endpoints: { dynamodb: engine.endpoint },
      },
      clinic: clinicConfig,
      clock: { now: () => sentAt },
      ids: randomIds,
      keys: noKeys,
    }),
  );

/** Three people on both tables; on the old one the first left since, the second withdrew tracking, and two are new. */
beforeEach(async () => {
  [oldName, newName] = [await engine.newTable(), await engine.newTable()];
  [old, restored] = [storeOn(oldName), storeOn(newName)];
  for (const n of [0, 1, 2])
    for (const store of [old, restored]) await store.save(person(idOf(n), 'marketing', 'tracking'));
  const deps = { subscribers: old, queues: { send: async () => {} }, clock: { now: () => sentAt } };
  await leaveAs(deps, { subscriberId: idOf(0) }, 'one-click');
  const second = (await old.get(idOf(1))) as Subscriber;
  const withdrawn = { purpose: 'tracking', given: false, wording: '2026-11', at: sentAt, source: 'page' } as const;
  await old.save({ ...second, consents: [...second.consents, withdrawn] });
  await old.save(person(idOf(3), 'marketing'));
  const suppression = { reason: 'erasure', at: sentAt } as const;
  await old.save({ ...person(idOf(4)), email: '', status: 'erased', suppression });
});

async function cli(line: string, answer = false): Promise<{ said: string; asked: string[] }> {
  const { terminal, read } = recordingTerminal(answer);
  await runCli(line.split(' '), terminal);
  return read();
}

const rows = JSON.stringify([
  { what: 'unsubscribed', people: 1 },
  { what: 'tracking withdrawn', people: 1 },
  { what: 'not known here: kept as suppressed', people: 1 },
]);
const signedUp = () => `1 on ${oldName} signed up after the backup and are not known here`;

describe('leavings', () => {
  it('says what it would take and takes nothing unasked', async () => {
    await cli(`restored --table ${newName}`);
    const { said, asked } = await cli(`leavings --of ${oldName} --table ${newName}`);
    expect(asked).toEqual([`Write this to ${newName}, for 3 people? Nobody is given anything.`]);
    expect(said).toContain(rows);
    expect(said).toContain('Nothing was changed.');
    expect(said).toContain(signedUp());
    expect(said).not.toContain('@');
    expect((await restored.get(idOf(0)))?.status).toBe('active');
  });

  it('takes it over, and says so when there is nothing more', async () => {
    await cli(`restored --table ${newName}`);
    const { said } = await cli(`leavings --of ${oldName} --table ${newName}`, true);
    expect(said).toContain('Done for 3 people');
    for (const n of [0, 1, 4]) {
      const { rev: _rev, ...known } = (await restored.get(idOf(n))) as Subscriber;
      expect(await old.get(idOf(n))).toMatchObject(known);
    }
    expect((await restored.get(idOf(2)))?.rev).toBe(1);
    expect(await restored.get(idOf(3))).toBeUndefined();
    const again = await cli(`leavings --of ${oldName} --table ${newName} --yes`);
    expect(again.said).toContain(`${newName} lacks nothing that ${oldName} knows`);
    expect(again.said).toContain(signedUp());
    expect(again.asked).toEqual([]);
  });

  it('does with --yes what it would ask about', async () => {
    await cli(`restored --table ${newName}`);
    const { said, asked } = await cli(`leavings --of ${oldName} --table ${newName} --yes`);
    expect(asked).toEqual([]);
    expect(said).toContain(rows);
    expect((await restored.get(idOf(0)))?.status).toBe('unsubscribed');
  });

  it('refuses tables that cannot be meant, and says which to name', async () => {
    const refused = (line: string) => expect(cli(line)).rejects;
    await refused(`leavings --table ${newName}`).toThrow('--of must name the old table');
    await refused(`leavings --of ${newName} --table ${newName}`).toThrow('name the same table');
    const arn = `arn:aws:dynamodb:eu-west-2:123456789012:table/${newName}`;
    await refused(`leavings --of ${arn} --table ${newName}`).toThrow('name the same table');
    await refused(`leavings --of nonesuch --table ${newName}`).toThrow('There is no table nonesuch; --of must name');
    await refused(`leavings --of ${oldName} --table ${newName}`).toThrow(`"restored --table ${newName}"`);
    await cli(`restored --table ${newName}`);
    // Taken for each other: the old one is not marked.
    await refused(`leavings --of ${newName} --table ${oldName}`).toThrow('is not marked as restored');
    await refused(`leavings --of ${await engine.newTable()} --table ${newName}`).toThrow('Nobody is on');
    const other = await engine.newTable();
    await storeOn(other).save(person(idOf(77)));
    await refused(`leavings --of ${other} --table ${newName}`).toThrow('must be tables of the same clinic');
    expect((await restored.get(idOf(0)))?.status).toBe('active');
  });

  it('refuses once the gap has been decided about', async () => {
    await cli(`restored --table ${newName}`);
    await cli(`reconcile --from 2020-01-04T09:00:00Z --table ${newName}`);
    await expect(cli(`leavings --of ${oldName} --table ${newName} --yes`)).rejects.toThrow('decided about');
  });
});

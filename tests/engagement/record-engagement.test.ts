// SES's events as they come: what they do to batches and people, and that a bad one harms nobody else.
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, slotFates } from '../../functions/domain/batch.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { consumeTogether } from '../../functions/handlers/queue-records.ts';
import { sesNotification } from '../../functions/handlers/ses-event.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { idOf, journey, person, sentAt, sentBatch } from './people.ts';

let world: MemoryWorld;
let batch: Batch;

beforeEach(async () => {
  world = new MemoryWorld({ now: sentAt + minuteMs, seed: 'events', journeys: [journey] });
  batch = await sentBatch(world, 4);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const iso = (at: number): string => new Date(at).toISOString();

/** An event as SES writes it, in the envelope SNS puts around it. */
function notification(eventType: string, tags: Record<string, string>, details: object = {}, mailAt = sentAt): string {
  const listed = Object.entries({ 'ses:configuration-set': 'afterglow', ...tags }).map(([name, value]) => [
    name,
    [value],
  ]);
  const mail = {
    timestamp: iso(mailAt),
    messageId: 'm',
    destination: ['anna@example.com'],
    tags: Object.fromEntries(listed),
  };
  return JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ eventType, mail, ...details }) });
}

const of = (slot: number) => ({ batch: batch.id, slot: String(slot), attempt: '1', render: 'abc' });
const delivery = (slot: number) =>
  notification('Delivery', of(slot), {
    delivery: { timestamp: iso(sentAt + 2_000), recipients: ['anna@example.com'] },
  });
const bounce = (tags: Record<string, string>, bounceType: string) =>
  notification('Bounce', tags, { bounce: { bounceType, bounceSubType: 'General', timestamp: iso(sentAt + 3_000) } });
const complaint = (tags: Record<string, string>) =>
  notification('Complaint', tags, { complaint: { timestamp: iso(sentAt + 4_000) } });

async function deliver(
  bodies: readonly string[],
  ports: Parameters<typeof recordEngagement>[0] = world,
): Promise<string[]> {
  const handle = consumeTogether(sesNotification, (events) => recordEngagement(ports, events));
  const Records = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
  const { batchItemFailures } = await handle({ Records } as unknown as SQSEvent, world.budget);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const stored = async (): Promise<Batch> => (await world.batches.get(batch.id)) as Batch;

describe('events of a batch', () => {
  it('become one write, which settles the slots and dates their delivery', async () => {
    const add = vi.spyOn(world.batches, 'add');
    expect(await deliver([notification('Send', of(0)), delivery(0), delivery(1), bounce(of(2), 'Transient')])).toEqual(
      [],
    );
    expect(add).toHaveBeenCalledTimes(1);
    const { evented, delivered, bounced } = await stored();
    const seconds = (at: number) => (at / 1000).toString(36);
    expect([...evented].sort()).toEqual([0, 1, 2].map((slot) => `${slot}:${seconds(sentAt)}`));
    expect([...delivered].sort()).toEqual([0, 1].map((slot) => `${slot}:${seconds(sentAt + 2_000)}`));
    expect([...bounced]).toEqual(['2:Transient']);
  });

  it('settle a slot that was in doubt', async () => {
    const doubtful = await sentBatch(world, 2, { state: 'doubt', accepted: new Set() });
    batch = doubtful;
    await deliver([notification('Send', of(1))]);
    expect([...slotFates(await stored())].map(([, { fate }]) => fate)).toEqual(['open', 'sent']);
  });

  it('that say SES threw the mail away refuse the slot instead', async () => {
    batch = await sentBatch(world, 2, { accepted: new Set() });
    await deliver([notification('Reject', of(0)), notification('Rendering Failure', of(1))]);
    const reasons = [...slotFates(await stored()).values()].map((fate) =>
      fate.fate === 'refused' ? fate.reason : fate.fate,
    );
    expect(reasons).toEqual(['ses-reject', 'rendering-failure']);
  });

  it('say so also where another try was refused for good', async () => {
    batch = await sentBatch(world, 2, { attempt: 2, accepted: new Set(), refused: new Set(['0:ses-never']) });
    await deliver([notification('Send', of(0)), notification('Reject', of(0))]);
    expect(slotFates(await stored()).get(0)).toEqual({ fate: 'refused', reason: 'ses-reject' });
  });

  it('leave an e-mail sent that a mailbox took: what SES threw away was another try, whose own word may still be missing', async () => {
    batch = await sentBatch(world, 2, { attempt: 2 });
    await deliver([delivery(0), notification('Reject', of(0))]);
    expect(slotFates(await stored()).get(0)).toMatchObject({ fate: 'sent' });
  });

  it('mark the bucket once, after the writes, for a whole minute', async () => {
    const calls: string[] = [];
    const ports = wrapPorts(world, (port, method, _args, proceed) => {
      calls.push(`${port}.${method}`);
      return proceed();
    });
    await deliver([delivery(0), delivery(1), bounce(of(2), 'Permanent')], ports);
    expect(calls.filter((call) => call === 'metrics.markDirty')).toHaveLength(1);
    expect(calls.slice(-2)).toEqual(['metrics.markDirty', 'metrics.raiseProof']);
    expect([...world.state.buckets.values()].map(({ dueAt }) => dueAt)).toEqual([sentAt + 2 * minuteMs]);
  });
});

describe('hard bounces and complaints', () => {
  it('suppress the subscriber, in batches and on transactional mail', async () => {
    await world.subscribers.save(person(idOf(9)));
    await deliver([bounce(of(0), 'Permanent'), complaint(of(1)), bounce({ person: idOf(9) }, 'Permanent')]);
    const after = await world.subscribers.getMany([0, 1, 9].map(idOf));
    expect(after.get(idOf(0))).toMatchObject({
      status: 'bounced',
      suppression: { reason: 'bounce', at: sentAt + 3_000 },
    });
    expect(after.get(idOf(1))).toMatchObject({ status: 'complained', suppression: { reason: 'complaint' } });
    expect(after.get(idOf(9))).toMatchObject({ status: 'bounced' });
  });

  it('a soft bounce suppresses nobody', async () => {
    await deliver([bounce(of(0), 'Transient'), bounce(of(1), 'Undetermined')]);
    const after = await world.subscribers.getMany([idOf(0), idOf(1)]);
    expect([...after.values()].map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('come to the same whichever is first, and write once', async () => {
    await deliver([bounce(of(0), 'Permanent')]);
    await deliver([complaint(of(0))]);
    await deliver([complaint(of(1))]);
    await deliver([bounce(of(1), 'Permanent')]);
    const [one, other] = [...(await world.subscribers.getMany([idOf(0), idOf(1)])).values()];
    expect({ ...one, id: '', email: '', rev: 0 }).toEqual({ ...other, id: '', email: '', rev: 0 });
    const rev = one?.rev;
    await deliver([bounce(of(0), 'Permanent'), complaint(of(0))]);
    expect((await world.subscribers.get(idOf(0)))?.rev).toBe(rev);
  });

  it('leave an erased person erased', async () => {
    const known = await world.subscribers.get(idOf(0));
    if (known)
      await world.subscribers.save({ ...known, status: 'erased', suppression: { reason: 'erasure', at: sentAt } });
    await deliver([bounce(of(0), 'Permanent')]);
    expect(await world.subscribers.get(idOf(0))).toMatchObject({
      status: 'erased',
      suppression: { reason: 'erasure' },
    });
  });

  it('survive a subscriber being changed at the same time', async () => {
    let losses = 3;
    const ports = wrapPorts(world, async (port, method, _args, proceed) => {
      if (port === 'subscribers' && method === 'save' && losses-- > 0) return false;
      return proceed();
    });
    expect(await deliver([complaint(of(0))], ports)).toEqual([]);
    expect((await world.subscribers.get(idOf(0)))?.status).toBe('complained');
  });
});

describe('events of a batch that is not known, as after a restore', () => {
  const email = 'Bea.Gap@example.com';
  const bea = () => world.identity.subscriberId('bea.gap@example.com');
  const lost = { batch: 'L'.repeat(22), slot: '3' };
  /** About mail of the gap, to whom SES says; the documented places of the address. */
  const stray = (kind: 'Permanent' | 'Transient' | 'complaint', to: unknown = email, mailAt = sentAt) => {
    const timestamp = iso(mailAt + 3_000);
    const details =
      kind === 'complaint'
        ? { complaint: { timestamp, complainedRecipients: [{ emailAddress: to }] } }
        : {
            bounce: {
              bounceType: kind,
              bounceSubType: 'General',
              timestamp,
              bouncedRecipients: [{ emailAddress: to }],
            },
          };
    const mail = {
      timestamp: iso(mailAt),
      destination: [to],
      tags: Object.fromEntries(Object.entries(lost).map(([name, value]) => [name, [value]])),
    };
    const eventType = kind === 'complaint' ? 'Complaint' : 'Bounce';
    return JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ eventType, mail, ...details }) });
  };
  const ignored = () => vi.mocked(console.warn).mock.calls.map(([line]) => JSON.parse(line as string).ignored);

  beforeEach(() => world.subscribers.save({ ...person(bea()), email }));

  it.each([
    ['Permanent', 'bounced', 'bounce'],
    ['complaint', 'complained', 'complaint'],
  ] as const)('suppress whom they name: %s', async (kind, status, reason) => {
    expect(await deliver([stray(kind)])).toEqual([]);
    expect(await world.subscribers.get(bea())).toMatchObject({
      status,
      suppression: { reason, at: sentAt + 3_000 },
    });
    expect(ignored()).toEqual([]);
    expect(world.state.batches.has(lost.batch)).toBe(false);
  });

  it.each(['bea.gap@EXAMPLE.com', 'Bea <bea.gap@example.com>', '"Gap, Bea" <BEA.GAP@example.com> '])(
    'find her however the address is written: %s',
    async (written) => {
      await deliver([stray('complaint', written)]);
      expect((await world.subscribers.get(bea()))?.status).toBe('complained');
    },
  );

  it('count soft bounces, each once, until they suppress', async () => {
    const times = [0, 5, 13].map((days) => sentAt + days * dayMs);
    const [first = 0, second = 0, third = 0] = times;
    await deliver([stray('Transient', email, second), stray('Transient', email, second)]);
    await deliver([stray('Transient', email, first), stray('Transient', email, second)]);
    expect(await world.subscribers.get(bea())).toMatchObject({ status: 'active', softBounces: [first, second] });
    await deliver([stray('Transient', email, third)]);
    expect(await world.subscribers.get(bea())).toMatchObject({ status: 'bounced', suppression: { at: third } });
  });

  it('come to the same in any order and however often, and write once', async () => {
    await deliver([stray('complaint'), stray('Permanent')]);
    const known = await world.subscribers.get(bea());
    expect(known).toMatchObject({ status: 'complained', rev: 2 });
    await deliver([stray('Permanent'), stray('complaint'), stray('complaint')]);
    expect(await world.subscribers.get(bea())).toEqual(known);
  });

  it('leave an erased person erased', async () => {
    const known = await world.subscribers.get(bea());
    const suppression = { reason: 'erasure', at: sentAt - minuteMs } as const;
    if (known) await world.subscribers.save({ ...known, status: 'erased', suppression });
    await deliver([stray('Permanent'), stray('complaint'), stray('Transient')]);
    expect(await world.subscribers.get(bea())).toMatchObject({ status: 'erased', suppression });
  });

  it('are ignored where nobody is known by the address, or there is none, and those with effect are not', async () => {
    const nobodys = [stray('complaint', 'nobody@example.com'), stray('Permanent', 'no address'), stray('Transient', 7)];
    const undetermined = notification('Bounce', lost, { bounce: { bounceType: 'Undetermined' } });
    expect(await deliver([...nobodys, undetermined, notification('Delivery', lost), stray('complaint')])).toEqual([]);
    expect(ignored()).toEqual([{ 'unknown-batch': 5 }]);
    expect([...world.state.subscribers.values()].filter(({ suppression }) => suppression).map(({ id }) => id)).toEqual([
      bea(),
    ]);
  });

  it('come again where she could not be written, and no log names her', async () => {
    const ports = wrapPorts(world, async (port, method, _args, proceed) => {
      if (port === 'subscribers' && method === 'save') throw new Error('throttled');
      return proceed();
    });
    expect(await deliver([stray('Permanent'), delivery(0)], ports)).toEqual(['m0']);
    await deliver([stray('Permanent'), stray('complaint', 'nobody@example.com')]);
    expect((await world.subscribers.get(bea()))?.status).toBe('bounced');
    const logged = JSON.stringify([vi.mocked(console.error).mock.calls, vi.mocked(console.warn).mock.calls]);
    expect(logged).toContain('unknown-batch');
    expect(logged).not.toMatch(/gap@|nobody@/i);
  });

  it('matter only there: a known batch knows better whom it wrote to', async () => {
    const calls: string[] = [];
    const ports = wrapPorts(world, (port, method, args, proceed) => {
      if (port === 'subscribers') calls.push(`${method} ${JSON.stringify(args).includes(bea()) ? 'bea' : 'another'}`);
      return proceed();
    });
    const misnamed = stray('Permanent').replaceAll(lost.batch, batch.id);
    await deliver([misnamed], ports);
    expect(calls).toEqual(['get another', 'save another']);
    expect((await world.subscribers.get(bea()))?.status).toBe('active');
    expect((await world.subscribers.get(idOf(3)))?.status).toBe('bounced');
  });

  it('stay foreign without our tags', async () => {
    await deliver([stray('Permanent').replaceAll('batch', 'other'), stray('Permanent').replaceAll('slot', 'other')]);
    expect(ignored()).toEqual([{ 'no-batch-tag': 1, 'slot-tag-malformed': 1 }]);
    expect((await world.subscribers.get(bea()))?.status).toBe('active');
  });
});

describe('what is not ours or not readable', () => {
  it('foreign and missing tags and unknown batches are acknowledged with a reason, the rest is recorded', async () => {
    const strange = [
      notification('Delivery', {}),
      notification('Delivery', { batch: 'short', slot: '0' }),
      notification('Delivery', { batch: batch.id, slot: '50' }),
      notification('Delivery', { batch: batch.id }),
      notification('Delivery', { batch: 'A'.repeat(22), slot: '0' }),
      notification('Bounce', { person: 'B'.repeat(22) }, { bounce: { bounceType: 'Permanent' } }),
      notification('Open', of(0)),
      JSON.stringify({
        Type: 'Notification',
        Message: 'Successfully validated SNS topic for Amazon SES event publishing.',
      }),
    ];
    expect(await deliver([...strange, delivery(3)])).toEqual([]);
    expect((await stored()).delivered.size).toBe(1);
    const line = vi.mocked(console.warn).mock.calls[0]?.[0] as string;
    expect(JSON.parse(line).ignored).toEqual({
      'no-batch-tag': 1,
      'batch-tag-malformed': 1,
      'slot-tag-malformed': 2,
      'unknown-batch': 1,
      'unknown-subscriber': 1,
      'kind-not-recorded': 2,
    });
  });

  it('a malformed record alone fails, and no log line repeats what it held', async () => {
    const bodies = [
      '{',
      JSON.stringify({ Message: '{"eventType":"Bounce","mail":{"x":"anna@example.com"}}' }),
      '"anna@example.com"',
    ];
    expect(await deliver([...bodies, delivery(0)])).toEqual(['m0', 'm1', 'm2']);
    expect((await stored()).delivered.size).toBe(1);
    expect(console.error).toHaveBeenCalledTimes(3);
    expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toContain('anna');
  });

  it('one batch that cannot be written fails alone, and nothing is proven meanwhile', async () => {
    const other = await sentBatch(world, 1);
    const ports = wrapPorts(world, async (port, method, [id], proceed) => {
      if (port === 'batches' && method === 'add' && id === other.id) throw new Error('throttled');
      return proceed();
    });
    const failed = await deliver([delivery(0), notification('Delivery', { batch: other.id, slot: '0' })], ports);
    expect(failed).toEqual(['m1']);
    expect((await stored()).delivered.size).toBe(1);
    expect((await world.metrics.proof()).sentAt).toBe(0);
  });
});

describe('the proof that events flow', () => {
  it('is the newest e-mail spoken of, and an absurd date proves nothing', async () => {
    const newest = sentAt + 30_000;
    await deliver([
      notification('Send', of(0), {}, newest),
      notification('Send', of(1)),
      notification('Send', of(2), {}, sentAt + 1e12),
    ]);
    expect((await world.metrics.proof()).sentAt).toBe(newest);
  });

  it('may come from other mail, such as a probe', async () => {
    await deliver([notification('Delivery', { kind: 'probe' }, {}, sentAt + 20_000)]);
    expect((await world.metrics.proof()).sentAt).toBe(sentAt + 20_000);
  });
});

// Who must not be written to: the tombstone is the subscriber's own item, and every door looks at it.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../functions/domain/address.ts';
import { afterEvent, type MailEvent } from '../../functions/domain/mail-event.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { signUp } from '../../functions/usecases/sign-up.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const sentAt = Date.UTC(2027, 0, 4, 9);
const soft = (mailAt: number): MailEvent => ({
  kind: 'bounce',
  bounceType: 'Transient',
  mailAt,
  at: mailAt + minuteMs,
  tags: {},
});
const anna = person('anna', 'marketing');
const bounced = (times: readonly number[]): Subscriber => times.map(soft).reduce(afterEvent, anna);

describe('soft bounces', () => {
  it('suppress the address at the third within two weeks, in any order and however often they are told', () => {
    const times = [0, 5, 13].map((days) => sentAt + days * dayMs);
    const expected = bounced(times);
    expect(expected).toMatchObject({ status: 'bounced', suppression: { reason: 'bounce', at: sentAt + 13 * dayMs } });
    for (const order of [
      [2, 1, 0],
      [1, 0, 1, 2, 0],
      [0, 0, 2, 2, 1, 1],
    ]) {
      expect(bounced(order.map((index) => times[index] as number))).toEqual(expected);
    }
  });

  it('leave an address alone whose mailbox is full now and then', () => {
    expect(bounced([0, 10, 20, 40].map((days) => sentAt + days * dayMs))).toMatchObject({ status: 'active' });
    expect(bounced([0, 0, 0].map(() => sentAt))).toMatchObject({ status: 'active', softBounces: [sentAt] });
    expect(afterEvent(anna, { ...soft(sentAt), bounceType: 'Undetermined' })).toBe(anna);
  });

  it('remember few, and nothing of somebody erased', () => {
    const many = bounced(Array.from({ length: 30 }, (_, n) => sentAt + n * 8 * dayMs));
    expect(many.softBounces?.length).toBe(10);
    expect(many.status).toBe('active');
    const erased: Subscriber = { ...anna, status: 'erased' };
    expect(afterEvent(erased, soft(sentAt))).toBe(erased);
  });

  it('are not sent again: the step counts as sent, the next one follows on its day', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(1);
    await pipeline.runFor(minuteMs);
    const [batch] = [...pipeline.world.state.batches.values()];
    const bounce = { ...soft(pipeline.now), tags: { batch: batch?.id, slot: '0' } };
    expect((await recordEngagement(pipeline.world, [bounce])).recorded).toBe(1);
    expect((await pipeline.world.subscribers.get(pipeline.idOf('person-0')))?.softBounces).toEqual([bounce.mailAt]);
    await pipeline.runFor(2 * dayMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['one', 'two']);
  });
});

describe('a suppressed address', () => {
  const suppression = { reason: 'complaint', at: sentAt } as const;

  async function suppress(pipeline: Pipeline, id: string): Promise<void> {
    const known = await pipeline.world.subscribers.get(id);
    if (known) await pipeline.world.subscribers.save({ ...known, suppression });
  }

  it('cannot sign up again', async () => {
    const pipeline = new Pipeline(dailySeries);
    const address = parseAddress('anna@example.com');
    const id = pipeline.world.identity.subscriberId(address.key);
    const erased = { ...person(id), status: 'erased', suppression: { reason: 'erasure', at: sentAt } } as const;
    await pipeline.world.subscribers.save(erased);
    await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
    await pipeline.runFor(hourMs);
    expect(await pipeline.world.subscribers.get(id)).toEqual({ ...erased, rev: 1 });
    expect(pipeline.world.mailer.single).toEqual([]);
  });

  it('ends its walk when the journey advances', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [id = ''] = await pipeline.enrolPeople(1);
    await suppress(pipeline, id);
    await pipeline.runFor(hourMs);
    expect([...pipeline.world.state.enrolments.values()][0]).toMatchObject({
      state: 'ended',
      endedReason: 'suppressed',
    });
    expect(pipeline.sent).toEqual([]);
  });

  it('is refused at the last moment, when its e-mail was planned before', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [id = ''] = await pipeline.enrolPeople(2);
    pipeline.refuse = () => ({ result: 'not-sent', reason: 'ses-too-many-requests' });
    await pipeline.runFor(minuteMs);
    await suppress(pipeline, id);
    pipeline.refuse = () => undefined;
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.map(({ to }) => to)).not.toContain((await pipeline.world.subscribers.get(id))?.email);
    expect(pipeline.sent.length).toBe(1);
    const refused = [...pipeline.world.state.batches.values()].flatMap((batch) => [...batch.refused]);
    expect(refused.map((entry) => entry.split(':')[1])).toEqual(['suppressed']);
  });

  it('gets no confirmation that was wanted before', async () => {
    const pipeline = new Pipeline(dailySeries);
    const id = pipeline.idOf('bert');
    const confirmation = { requestedAt: pipeline.now, wanted: true, attempts: 0 };
    await pipeline.world.subscribers.save({
      ...person(id),
      status: 'pending',
      confirmation,
      dueAt: pipeline.now,
      suppression,
    });
    await pipeline.runFor(hourMs);
    expect(pipeline.world.mailer.single).toEqual([]);
    expect((await pipeline.world.subscribers.get(id))?.dueAt).toBeUndefined();
  });
});

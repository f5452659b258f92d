// Time and queues together, with stand-ins for the functions: due items, failures, dead letters.
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { deadLetterName, queues } from '../../functions/manifest.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { testFolder } from './folder.ts';
import { newYear, run } from './run.ts';
import { consumer, putWalker, queueUrl, type Walk, walkingFunctions } from './stub-functions.ts';

describe('due items', () => {
  it('are worked at the first whole minute after they become due, in order, and no other time', async () => {
    const walks: Walk[] = [];
    const runner = await run({ handlers: walkingFunctions(walks) });
    await putWalker(runner.context, 'anna', newYear + 90_000, 3, dayMs);
    await putWalker(runner.context, 'bert', newYear + hourMs, 1, dayMs);
    await runner.advanceBy(10 * dayMs);
    expect(walks).toEqual([
      { name: 'anna', at: newYear + 2 * minuteMs },
      { name: 'bert', at: newYear + hourMs },
      { name: 'anna', at: newYear + 2 * minuteMs + dayMs },
      { name: 'anna', at: newYear + 2 * minuteMs + 2 * dayMs },
    ]);
    expect(runner.now()).toBe(newYear + 10 * dayMs);
  });

  it('go on where they were after a restart, and time does not go back', async () => {
    const walks: Walk[] = [];
    const data = join(testFolder(), 'data');
    const first = await run({ data, handlers: walkingFunctions(walks) });
    await putWalker(first.context, 'anna', newYear + hourMs, 2, dayMs);
    await first.advanceBy(2 * hourMs);
    await first.close();
    const second = await run({ data, handlers: walkingFunctions(walks), startAt: 0 });
    expect(second.now()).toBe(newYear + 2 * hourMs);
    await second.advanceBy(2 * dayMs);
    expect(walks.map(({ at }) => at - newYear)).toEqual([hourMs, hourMs + dayMs]);
  });

  it('are caught up with by advancing, not by skipping, when the clock follows the wall', async () => {
    const walks: Walk[] = [];
    const runner = await run({ handlers: walkingFunctions(walks), rate: 60_000 });
    await putWalker(runner.context, 'anna', newYear + hourMs, 3, hourMs);
    await expect.poll(() => walks.length, { timeout: 10_000 }).toBe(3);
    expect(walks.map(({ at }) => (at - newYear) % minuteMs)).toEqual([0, 0, 0]);
  });
});

async function send(runner: LocalRunner, body: string): Promise<void> {
  const client = new SQSClient({ ...localAccount, endpoint: runner.endpoints.sqs as string });
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl(runner.context, 'send'), MessageBody: body }));
  client.destroy();
}

async function waiting(runner: LocalRunner, name: string): Promise<string[]> {
  const answer = await fetch(`${runner.endpoints.sqs}/_fauxqs/queues/${name}`);
  const { messages } = (await answer.json()) as { messages: { ready: { body: string }[]; inflight: unknown[] } };
  expect(messages.inflight).toEqual([]);
  return messages.ready.map(({ body }) => body);
}

describe('queues', () => {
  it('hand failed messages out again at once, those alone, without time passing', async () => {
    const deliveries: { messageId: string; body: string; receives: number }[] = [];
    const handlers = {
      sendBatch: consumer(deliveries, (body, receives) => body === 'weak' && receives < 3 && 'hand-back'),
    };
    const runner = await run({ handlers });
    await send(runner, 'weak');
    await send(runner, 'strong');
    await runner.settle();
    expect(deliveries.filter(({ body }) => body === 'strong')).toHaveLength(1);
    expect(deliveries.filter(({ body }) => body === 'weak').map(({ receives }) => receives)).toEqual([1, 2, 3]);
    expect(runner.now()).toBe(newYear);
    expect(await waiting(runner, queues.send.name)).toEqual([]);
  });

  it.each(['throw', 'hand-back'] as const)('lead what always fails (%s) to the dead-letter queue', async (how) => {
    const deliveries: { messageId: string; body: string; receives: number }[] = [];
    const runner = await run({ handlers: { sendBatch: consumer(deliveries, () => how) } });
    await send(runner, 'poison');
    await runner.advanceBy(hourMs);
    expect(deliveries.map(({ receives }) => receives)).toEqual([1, 2, 3, 4, 5]);
    expect(await waiting(runner, queues.send.name)).toEqual([]);
    expect(await waiting(runner, deadLetterName(queues.send.name))).toEqual(['poison']);
  });

  it('keep their messages across a restart', async () => {
    const deliveries: { messageId: string; body: string; receives: number }[] = [];
    const data = join(testFolder(), 'data');
    const first = await run({ data });
    await send(first, 'kept');
    await first.close();
    const second = await run({ data, handlers: { sendBatch: consumer(deliveries) } });
    await second.settle();
    expect(deliveries.map(({ body }) => body)).toEqual(['kept']);
  });
});

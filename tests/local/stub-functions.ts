// Small stand-ins for the functions, so that the runner's own rules are tested without the real ones.
import type { Context } from '../../functions/composition/context.ts';
import { makeControl } from '../../functions/composition/control.ts';
import { makeDueIndex } from '../../functions/composition/due-index.ts';
import { makeMeter } from '../../functions/composition/meter.ts';
import { makeQueues } from '../../functions/composition/queues.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { dueShard, keys } from '../../functions/table.ts';
import { tick } from '../../functions/usecases/tick.ts';
import type { Handlers } from '../../infra/local/handlers.ts';

export interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: Record<string, string>;
  }[];
}

export interface Walk {
  readonly name: string;
  readonly at: EpochMs;
}

/** A walker is an enrolment item whose `hops` say how often it still wants attention, `everyMs` apart. */
export async function putWalker(
  context: Context,
  name: string,
  at: EpochMs,
  hops: number,
  everyMs: number,
): Promise<void> {
  await tableAccess(context).putIfAbsent(keys.enrolment({ subscriberId: name, journeyId: 'walk' }), {
    subscriberId: name,
    dueShard: dueShard('enrolment', name),
    dueAt: at,
    hops,
    everyMs,
  });
}

/** The real tick, and an `advance` that walks walkers and notes when. */
export function walkingFunctions(walks: Walk[]): Handlers {
  return {
    tick: (context) => {
      const deps = {
        control: makeControl(context),
        due: makeDueIndex(context),
        queues: makeQueues(context),
        clock: context.clock,
        meter: makeMeter(context),
      };
      return () => tick(deps);
    },
    advance: (context) => async (event) => {
      for (const { body } of (event as SqsEvent).Records) await walkShard(context, JSON.parse(body).shard, walks);
    },
  };
}

async function walkShard(context: Context, shard: string, walks: Walk[]): Promise<void> {
  const table = tableAccess(context);
  const now = context.clock.now();
  for (const ref of await makeDueIndex(context).due(shard, now, 500)) {
    if (ref.kind !== 'enrolment') throw new Error('Only walkers are expected.');
    const key = keys.enrolment(ref.key);
    const item = await table.get(key);
    if (item?.dueAt === undefined || Number(item.dueAt) > now) continue;
    walks.push({ name: ref.key.subscriberId, at: now });
    const hops = Number(item.hops) - 1;
    await table.update(key, {
      UpdateExpression: hops > 0 ? 'SET hops = :hops, dueAt = :dueAt' : 'SET hops = :hops REMOVE dueAt, dueShard',
      ExpressionAttributeValues: {
        ':hops': { N: String(hops) },
        ...(hops > 0 && { ':dueAt': { N: String(now + Number(item.everyMs)) } }),
      },
    });
  }
}

/** A consumer of `queue` that notes each delivery and fails as it is told. */
export function consumer(
  deliveries: { messageId: string; body: string; receives: number }[],
  fails: (body: string, receives: number) => 'throw' | 'hand-back' | false = () => false,
) {
  return (_context: Context) => async (event: unknown) => {
    const failures: { itemIdentifier: string }[] = [];
    for (const { messageId, body, attributes } of (event as SqsEvent).Records) {
      const receives = Number(attributes.ApproximateReceiveCount);
      deliveries.push({ messageId, body, receives });
      const how = fails(body, receives);
      if (how === 'throw') throw new Error('told to fail');
      if (how === 'hand-back') failures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failures };
  };
}

export const queueUrl = (context: Context, name: QueueName): string => context.settings.queueUrls[name] as string;

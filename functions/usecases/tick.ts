// The only clock's hand: asks each shard of the due index whether anything is due and queues work for those that hold some.
import { hasJustResumed, pauseLookMs } from '../domain/control.ts';
import { minuteMs, secondMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Meter } from '../ports/meter.ts';
import type { Queues } from '../ports/queue.ts';
import type { DueIndex, DueRef } from '../ports/stores.ts';

/** Batches and confirmations one tick hands on per shard; the next tick takes the rest. */
const hintsPerShard = 500;
const tickEveryMs = minuteMs;

export interface TickDeps {
  readonly control: Control;
  readonly due: DueIndex;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly meter: Meter;
}

export async function tick(deps: TickDeps): Promise<void> {
  const now = deps.clock.now();
  const control = await deps.control.get();
  // After a resume, batches and newsletters that were paused are hinted at before they would look by themselves.
  const wakeUntil = hasJustResumed(control, now) ? now + pauseLookMs : now;
  const waits = await Promise.all(
    deps.due.shards().map(async ({ shard, kind }) => {
      const isByShard = kind === 'enrolment' || kind === 'bucket' || kind === 'review';
      const refs = await deps.due.due(
        shard,
        kind === 'batch' || kind === 'broadcast' ? wakeUntil : now,
        isByShard ? 1 : hintsPerShard,
      );
      if (refs.length === 0) return 0;
      if (kind === 'enrolment') await deps.queues.send('advance', [{ shard }]);
      // Buckets and the review have a schedule of their own, and are only watched here.
      else if (kind !== 'bucket' && kind !== 'review') await sendHints(deps.queues, refs);
      return now - ((await deps.due.oldestDueAt(shard, now)) ?? now);
    }),
  );
  // At rest nothing is measured: what is due within the minute is as it should be, and every measure costs.
  const longestMs = Math.max(...waits);
  if (longestMs > tickEveryMs) deps.meter.read({ OldestDueSeconds: Math.round(longestMs / secondMs) });
}

async function sendHints(queues: Queues, refs: readonly DueRef[]): Promise<void> {
  const pick = <Kind extends DueRef['kind']>(kind: Kind) =>
    refs.filter((ref): ref is Extract<DueRef, { kind: Kind }> => ref.kind === kind);
  await queues.send(
    'send',
    pick('batch').map(({ batchId }) => ({ batchId })),
  );
  await queues.send(
    'broadcast',
    pick('broadcast').map(({ broadcastId }) => ({ broadcastId })),
  );
  await queues.send('transactional', [
    ...pick('confirmation').map(({ subscriberId }) => ({ subscriberId })),
    ...pick('notice-mail').map(() => ({ to: 'staff' as const })),
  ]);
}

// A walk of a version that nobody can read stands where it is, and is told of; everybody beside it goes on.
import { describe, expect, it } from 'vitest';
import { enrol } from '../../functions/domain/enrolment.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { dueShard } from '../../functions/table.ts';
import { advanceEnrolments } from '../../functions/usecases/advance-enrolments.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

describe('a walk of a version that nobody can read', () => {
  it('keeps nobody else of its shard waiting, and fails its message', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { world, deps } = pipeline;
    const ids = await pipeline.enrolPeople(20);
    const stuck = pipeline.idOf('stuck');
    const shard = dueShard('enrolment', stuck);
    const beside = ids.filter((id) => dueShard('enrolment', id) === shard);
    expect(beside.length).toBeGreaterThan(0);
    await world.subscribers.save({ ...person(stuck, 'marketing'), activeSince: pipeline.now });
    await world.enrolments.save({ ...enrol(stuck, dailySeries, pipeline.now), version: 'gone00000000' });
    world.clock.set(pipeline.now + minuteMs);
    await expect(advanceEnrolments(deps, shard, world.budget)).rejects.toThrow(
      'Version gone00000000 of journey daily is gone, but somebody walks it; restore it.',
    );
    for (const { batchId } of world.queues.take('send')) await sendBatch(deps, batchId, world.budget);
    expect(pipeline.sent.map(({ to }) => to).sort()).toEqual(beside.map((id) => `${id}@example.com`).sort());
    // She stays due, so that she goes on once the version is there again and is alarmed until then.
    expect(await world.due.due(shard, pipeline.now, 10)).toEqual([
      { kind: 'enrolment', key: { subscriberId: stuck, journeyId: 'daily' } },
    ]);
  });
});

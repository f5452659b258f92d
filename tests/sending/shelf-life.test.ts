// A batch holds people who came to the step at different times: each lapses by her own shelf life, and takes nobody with her.
import { describe, expect, it } from 'vitest';
import { enrol } from '../../functions/domain/enrolment.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

/** What `one` lets somebody wait before it. */
const shelfMs = 3 * dayMs;

/** So many who came just now, and one whose shelf life is over in `leftMs`. */
async function withOneWaitingLong(count: number, leftMs: number) {
  const pipeline = new Pipeline(dailySeries);
  await pipeline.enrolPeople(count);
  const old = pipeline.idOf('oldest');
  await pipeline.world.subscribers.save({ ...person(old, 'marketing'), activeSince: pipeline.now });
  const since = pipeline.now - shelfMs + leftMs;
  await pipeline.world.enrolments.save({ ...enrol(old, dailySeries, since), dueAt: pipeline.now });
  return { pipeline, old };
}

/** What became of the first step: the others', then hers. */
function fates({ world }: Pipeline, old: string) {
  const walks = [...world.state.enrolments.values()];
  const fateOf = (isHers: boolean): string[] => {
    const asked = walks.filter(({ subscriberId }) => (subscriberId === old) === isHers);
    return [
      ...new Set(
        asked.map(({ sends }) =>
          sends
            .filter(({ step }) => step === 'one')
            .map(({ refused }) => refused ?? 'sent')
            .join(' '),
        ),
      ),
    ];
  };
  return { others: fateOf(false), hers: fateOf(true) };
}

describe('when the first shelf life of a batch ends', () => {
  it.each([
    ['after its seal', 4 * minuteMs, 2 * minuteMs],
    ['while it is open', 10 * secondMs, 5 * secondMs],
  ])('%s, she alone lapses', async (_when, workedAfterMs, leftMs) => {
    const { pipeline, old } = await withOneWaitingLong(10, leftMs);
    const planned = await pipeline.plannedBatches();
    pipeline.world.clock.set(pipeline.now + workedAfterMs);
    for (const id of planned) await sendBatch(pipeline.deps, id, pipeline.world.budget);
    await pipeline.runFor(10 * minuteMs);
    expect(fates(pipeline, old)).toEqual({ others: ['sent'], hers: ['lapsed'] });
  });

  it('while it is in doubt, the others are sent it again all the same', async () => {
    const { pipeline, old } = await withOneWaitingLong(20, 10 * minuteMs);
    pipeline.refuse = () => ({ result: 'unknown', reason: 'ses-time-out' });
    await pipeline.runFor(2 * minuteMs);
    pipeline.refuse = () => undefined;
    await pipeline.runFor(20 * minuteMs);
    await pipeline.world.metrics.raiseProof(pipeline.now);
    await pipeline.runFor(hourMs);
    expect(fates(pipeline, old)).toEqual({ others: ['sent'], hers: ['lapsed'] });
  });
});

describe('after a pause that made some steps stale', () => {
  it('nobody lapses before her own shelf life is over', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.world.account.granted = { ratePerSecond: 1, perDay: 50_000, sentLastDay: 0, isProduction: true };
    await pipeline.enrolPeople(1);
    const start = pipeline.now;
    await stopSending(pipeline.world, { by: 'staff', reason: 'emergency-stop', everything: false });
    // One sign-up a minute for three hours; sending is resumed when half of them are stale.
    for (let minute = 0; minute < 180; minute++) {
      const id = pipeline.idOf(`minute-${minute}`);
      pipeline.world.clock.set(start + minute * minuteMs);
      await pipeline.world.subscribers.save({ ...person(id, 'marketing'), activeSince: pipeline.now });
      await pipeline.world.enrolments.save(enrol(id, dailySeries, pipeline.now));
    }
    await pipeline.runTo(start + shelfMs + 90 * minuteMs);
    await resumeSending(pipeline.world, { by: 'staff' });
    await pipeline.runFor(10 * hourMs);
    const firsts = [...pipeline.world.state.enrolments.values()].flatMap(({ enrolledAt, sends }) =>
      sends.flatMap((note) => (note.step === 'one' ? [{ ...note, shelfUntil: enrolledAt + shelfMs }] : [])),
    );
    expect(firsts).toHaveLength(181);
    const lapsed = firsts.filter(({ refused }) => refused === 'lapsed');
    expect(lapsed.length).toBeGreaterThan(50);
    expect(lapsed.filter(({ at, shelfUntil }) => at <= shelfUntil)).toEqual([]);
    expect(firsts.some(({ refused, at, shelfUntil }) => refused === undefined && at > shelfUntil)).toBe(false);
  });
});

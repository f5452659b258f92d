// Steps that the build no longer has are walked to their end by those who began before: their mail is judged and their give-ups seen.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const renamed = compileJourney(
  'daily.yaml',
  `
id: daily
title: Its first step has another name
enter: [sign-up]
steps:
  - send: first
    template: one
    when: at-once
    shelfLife: 3 days
`,
  new Set(['one']),
);

const other = compileJourney(
  'other.yaml',
  `
id: other
title: Another series
enter: [sign-up]
steps:
  - send: one
    shelfLife: 3 days
`,
  new Set(['one']),
);

/** So many people begin; then a build comes that has this instead of what they walk. */
async function afterDeployment(people: number, built: typeof dailySeries): Promise<Pipeline> {
  const before = new Pipeline(dailySeries);
  await before.enrolPeople(people);
  const templates = ['one', 'two', 'three', 'four'];
  return new Pipeline(built, { state: before.world.state, templates, now: before.now });
}

async function bounceEverything(pipeline: Pipeline): Promise<void> {
  const events = [...pipeline.world.state.batches.values()].flatMap((batch) =>
    batch.slots.map((slot) => ({
      kind: 'bounce' as const,
      bounceType: 'Permanent' as const,
      mailAt: pipeline.now,
      at: pipeline.now,
      tags: { batch: batch.id, slot: String(slot) },
    })),
  );
  await recordEngagement(pipeline.world, events);
}

describe.each([
  ['a step that was renamed', renamed],
  ['a journey that has left the build', other],
])('%s', (_name, built) => {
  it('pauses marketing by its bounces, and is not held against what comes after a resume', async () => {
    const pipeline = await afterDeployment(600, built);
    await pipeline.runFor(10 * minuteMs);
    expect(pipeline.sent).toHaveLength(600);
    await bounceEverything(pipeline);
    await pipeline.runFor(hourMs);
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'bounces' });
    await resumeSending(pipeline.world, { by: 'editor@clinic.example' });
    expect((await pipeline.world.control.get()).baseline).toMatchObject({ sent: 600, bounced: 600 });
  });

  it('shows what was given up of it, so that it can be sent again', async () => {
    const pipeline = await afterDeployment(3, built);
    pipeline.refuse = () => ({ result: 'never', reason: 'ses-message-rejected' });
    await pipeline.runFor(hourMs);
    const { giveUps } = await listTroubles(pipeline.world, pipeline.now);
    const subject = { kind: 'journey', journeyId: 'daily', step: 'one' };
    expect(giveUps.length).toBeGreaterThan(0);
    for (const one of giveUps) expect(one).toMatchObject({ subject, mayRedrive: true });
    expect(giveUps.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});

describe('a step that nothing remembers', () => {
  it('pauses marketing by its bounces all the same', async () => {
    const pipeline = await afterDeployment(600, other);
    await pipeline.runFor(10 * minuteMs);
    pipeline.world.state.journeys.clear();
    await bounceEverything(pipeline);
    await pipeline.runFor(hourMs);
    expect((await pipeline.world.control.get()).paused).toBe(true);
  });
});

// The review of readers: scores that segments look at, the end of mail to the long silent, and their way back.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { explainSubscriber } from '../../functions/usecases/explain-subscriber.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { reviewReaders } from '../../functions/usecases/review-readers.ts';
import { showSubscriber } from '../../functions/usecases/show-subscriber.ts';
import { stirReader } from '../../functions/usecases/stir-reader.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { agents, person } from '../engagement/people.ts';
import { Pipeline } from './pipeline.ts';

const names = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
const monthly = compileJourney(
  'monthly.yaml',
  `id: monthly\ntitle: One e-mail a month\nenter: [sign-up]\nsteps:\n${names
    .map(
      (name, n) =>
        `  - { send: ${name}, shelfLife: 9 days }\n  - { wait: { for: ${n * 20 + 20} days, since: enrolment } }\n`,
    )
    .join(
      '',
    )}  - branch:\n      - when: { score: { atLeast: 40 } }\n        do: [{ send: lively, shelfLife: 9 days }]\n      - otherwise: [{ send: quiet, shelfLife: 9 days }]\n`,
  new Set([...names, 'lively', 'quiet']),
);

async function clinic(rule = { silentDays: 120, minimumMails: 4 }) {
  const pipeline = new Pipeline(monthly, {}, { sunset: rule });
  const [reader = '', silent = '', relayed = '', untracked = ''] = await pipeline.enrolPeople(4);
  for (const id of [reader, silent, relayed])
    await pipeline.world.subscribers.save({
      ...person(id, 'marketing', 'tracking'),
      rev: 1,
      activeSince: pipeline.now,
    });
  const known = async (id: string) => (await pipeline.world.subscribers.get(id)) ?? person(id);
  const touch = async (id: string, kind: 'open' | 'click', userAgent: string = agents.desktop) => {
    const [walk] = await pipeline.world.enrolments.ofSubscriber(id);
    const { batchId = '', slot = 0 } = walk?.sends.findLast((one) => one.batchId !== undefined) ?? {};
    const headers = { 'accept-language': 'yes' };
    const event = {
      kind,
      at: pipeline.now,
      userAgent,
      ip: '203.0.113.0',
      headers,
      ...(kind === 'click' && { link: 0 }),
    };
    await recordHits(pipeline.deps, [{ kind: 'engagement', batchId, slot, event }]);
  };
  const live = async (days: number) => {
    for (let day = 0; day < days; day += 10) {
      await pipeline.runFor(5 * dayMs);
      await touch(reader, 'open', agents.thunderbird);
      await touch(relayed, 'open', agents.appleRelay);
      await pipeline.runFor(5 * dayMs);
    }
  };
  return { pipeline, reader, silent, relayed, untracked, known, touch, live };
}

describe('the weekly review', () => {
  it('scores whoever can be known and nobody else, and stops mail to the long silent alone', async () => {
    const { pipeline, reader, silent, relayed, untracked, known, live } = await clinic();
    await live(60);
    expect((await known(reader)).score).toBeGreaterThanOrEqual(60);
    expect((await known(silent)).score).toBe(0);
    expect((await known(silent)).sunsetSince).toBeUndefined();
    for (const id of [relayed, untracked]) expect(await known(id)).not.toHaveProperty('score');
    await live(70);
    expect((await known(silent)).sunsetSince).toBeDefined();
    for (const id of [reader, relayed, untracked]) expect(await known(id)).not.toHaveProperty('sunsetSince');
    const sentTo = (id: string) =>
      pipeline.sent.filter(({ to }) => to === `${id}@example.com`).map(({ template }) => template);
    const before = sentTo(silent).length;
    await live(60);
    expect(sentTo(silent)).toHaveLength(before);
    expect(sentTo(reader).at(-1)).toBe('lively');
    for (const id of [relayed, untracked]) expect(sentTo(id).at(-1)).toBe('quiet');
    const [told] = (await explainSubscriber(pipeline.deps, silent))?.walks ?? [];
    expect(told?.explanation.past.at(-1)).toMatchObject({ reason: 'sunset', words: 'not sent: silent for too long' });
    const file = await showSubscriber(pipeline.deps, reader);
    expect(file?.reading?.score).toBeGreaterThanOrEqual(60);
    expect((await showSubscriber(pipeline.deps, untracked))?.reading).toBeUndefined();
    expect((await showSubscriber(pipeline.deps, relayed))?.reading).not.toHaveProperty('score');
  });

  it('lets her click on an old e-mail bring mail back within minutes', async () => {
    const { pipeline, silent, known, touch, live } = await clinic();
    await live(130);
    expect((await known(silent)).sunsetSince).toBeDefined();
    await pipeline.runFor(3 * dayMs);
    await touch(silent, 'click', agents.bingPreview);
    await pipeline.runFor(10 * minuteMs);
    expect((await known(silent)).sunsetSince).toBeDefined();
    await pipeline.runFor(hourMs);
    await touch(silent, 'click');
    await pipeline.runFor(10 * minuteMs);
    expect(await known(silent)).not.toHaveProperty('sunsetSince');
    await live(20);
    expect(await known(silent)).not.toHaveProperty('sunsetSince');
  });

  it('lets staff bring mail back, once and for the whole time again', async () => {
    const { pipeline, silent, known, live } = await clinic();
    await live(130);
    expect(await stirReader(pipeline.deps, silent)).toBe(true);
    const { rev } = await known(silent);
    expect(await stirReader(pipeline.deps, silent)).toBe(true);
    expect((await known(silent)).rev).toBe(rev);
    await live(30);
    expect(await known(silent)).not.toHaveProperty('sunsetSince');
    expect(await stirReader(pipeline.deps, 'nobody')).toBe(false);
  });

  it('counts newsletters too, goes page by page, and writes nothing where nothing changed', async () => {
    const pipeline = new Pipeline(monthly, {}, { sunset: { silentDays: 120, minimumMails: 4 } });
    const people = Array.from({ length: 250 }, (_, n) => person(pipeline.idOf(`reader-${n}`), 'marketing', 'tracking'));
    for (const one of people) await pipeline.world.subscribers.save(one);
    for (let issue = 0; issue < 5; issue++) {
      await pipeline.startNewsletter(`issue-${issue}`);
      await pipeline.runFor(26 * dayMs);
    }
    const all = async () => [...(await pipeline.world.subscribers.getMany(people.map(({ id }) => id))).values()];
    expect((await all()).every(({ score, sunsetSince }) => score === 0 && sunsetSince !== undefined)).toBe(true);
    const revs = (await all()).map(({ rev }) => rev);
    const review = await pipeline.world.reviews.get();
    await pipeline.world.reviews.save({ ...review, dueAt: pipeline.now } as never);
    await reviewReaders(pipeline.deps, pipeline.world.budget);
    expect((await all()).map(({ rev }) => rev)).toEqual(revs);
    await pipeline.startNewsletter('last');
    const before = pipeline.sent.length;
    await pipeline.runFor(dayMs);
    expect(pipeline.sent).toHaveLength(before);
  });

  it('goes on where it stood when time ran short', async () => {
    const pipeline = new Pipeline(monthly, {}, { sunset: { silentDays: 120, minimumMails: 4 } });
    await pipeline.world.reviews.begin(pipeline.now);
    for (let n = 0; n < 230; n++)
      await pipeline.world.subscribers.save(person(pipeline.idOf(`reader-${n}`), 'marketing', 'tracking'));
    let calls = 0;
    const short = { remainingMs: () => (calls++ % 2 === 0 ? 60_000 : 0) };
    const places: unknown[] = [];
    for (let n = 0; n < 10; n++) {
      await reviewReaders(pipeline.deps, short);
      places.push((await pipeline.world.reviews.get())?.at);
      if (places.at(-1) === undefined) break;
    }
    // Each run looked at one page and no page twice.
    expect(places.length).toBeGreaterThanOrEqual(3);
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(places.length);
    expect(places.at(-1)).toBeUndefined();
    expect((await pipeline.world.reviews.get())?.dueAt).toBe(pipeline.now + 7 * dayMs);
  });
});

// Who begins which journey: by confirming, by a tag, by a segment, by the API, by another journey; once, or again.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { tag } from '../../functions/usecases/carry-out.ts';
import { enrolByRules, enrolIn } from '../../functions/usecases/enrol-subscriber.ts';
import { enterJourney } from '../../functions/usecases/enter-journey.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { listNotices } from '../../functions/usecases/list-notices.ts';
import { readJourney } from '../../infra/build/journeys.ts';
import { compileSegments } from '../../infra/build/segments.ts';
import { person } from '../engagement/people.ts';
import { Pipeline } from './pipeline.ts';

const { segments } = compileSegments([
  { file: 'segments/spanish.yaml', text: 'id: spanish\ntitle: Spanish readers\nwhere: { locale: es }\n' },
]);

function journey(id: string, head: string, steps = '  - { send: MAIL, when: at-once, shelfLife: 2 days }'): Journey {
  const yaml = `id: ${id}\ntitle: The ${id}\n${head}\nsteps:\n${steps.replaceAll('MAIL', `${id}-mail`)}\n`;
  const templates = new Map([[`${id}-mail`, {}]]);
  const { journey: compiled, problems } = readJourney(`${id}.yaml`, yaml, {
    templates,
    segments: new Map(segments.map((one) => [one.id, one])),
  });
  if (!compiled) throw new Error(problems.map(({ message }) => message).join('\n'));
  return compiled;
}

const everybody = journey('everybody', 'enter: [sign-up]');
const fromFair = journey('fair', 'enter: [{ sign-up: fair }]');
const tagged = journey('tagged', 'enter: [{ tag: peels }]\nreentry: after 30 days');
const spanish = journey('spanish', 'enter: [{ segment: spanish }]');
const byApi = journey('by-api', 'enter: [api]\nreentry: always');
const started = journey('started', 'enter: []');
const warm = journey(
  'warm',
  'enter: [api]',
  "  - { notify-staff: '{firstName} is warm.' }\n  - { tag: peels }\n  - { start: started }",
);

describe('beginning', () => {
  let pipeline: Pipeline;
  let anna: Subscriber;

  beforeEach(async () => {
    const journeys = [everybody, fromFair, tagged, spanish, byApi, started, warm];
    pipeline = new Pipeline(everybody, { journeys });
    anna = { ...person(pipeline.idOf('anna'), 'marketing'), activeSince: pipeline.now };
    await pipeline.world.subscribers.save(anna);
    anna = { ...anna, rev: 1 };
  });

  const walks = async (): Promise<Enrolment[]> => pipeline.world.enrolments.ofSubscriber(anna.id);
  const walked = async (): Promise<string[]> => (await walks()).map(({ journeyId }) => journeyId);
  const sentTo = (): string[] => pipeline.sent.map(({ template }) => template);

  it('happens to whoever confirms, once however often it is asked', async () => {
    expect(await enrolByRules(pipeline.deps, anna, 'confirmed')).toBe(1);
    expect(await enrolByRules(pipeline.deps, anna, 'confirmed')).toBe(0);
    expect(await walked()).toEqual(['everybody']);
  });

  it('looks at where she came from, and at what she is', async () => {
    await enrolByRules(pipeline.deps, { ...anna, source: 'fair', locale: 'es-MX' }, 'confirmed');
    expect(await walked()).toEqual(['everybody', 'fair', 'spanish']);
  });

  it('happens to nobody who is not active', async () => {
    expect(await enrolByRules(pipeline.deps, { ...anna, status: 'pending' }, 'confirmed')).toBe(0);
    expect(await enrolIn(pipeline.deps, { ...anna, status: 'unsubscribed' }, 'by-api')).toBe(false);
    expect(await walked()).toEqual([]);
  });

  it('follows a tag, also where a crash came between the tag and the walk', async () => {
    const { enrolments } = pipeline.world;
    const save = enrolments.save.bind(enrolments);
    enrolments.save = async () => {
      throw new Error('crashed between the two writes');
    };
    await expect(tag(pipeline.deps, anna.id, { add: ['peels'], remove: [] })).rejects.toThrow('crashed');
    enrolments.save = save;
    await tag(pipeline.deps, anna.id, { add: ['peels'], remove: [] });
    expect(await walked()).toEqual(['tagged']);
    expect((await pipeline.world.subscribers.get(anna.id))?.tags).toEqual(['peels']);
  });

  it('happens again only when the tag is given again, and after the days that the journey asks for', async () => {
    const give = () => tag(pipeline.deps, anna.id, { add: ['peels'], remove: [] });
    const take = () => tag(pipeline.deps, anna.id, { add: [], remove: ['peels'] });
    await give();
    await pipeline.runFor(dayMs);
    expect(sentTo()).toEqual(['tagged-mail']);
    await take();
    await give();
    await pipeline.runFor(31 * dayMs);
    expect(sentTo()).toEqual(['tagged-mail']);
    await give();
    await pipeline.runFor(dayMs);
    expect(sentTo(), 'the tag was there already').toEqual(['tagged-mail']);
    await take();
    await give();
    await pipeline.runFor(dayMs);
    expect(sentTo()).toEqual(['tagged-mail', 'tagged-mail']);
  });

  it('remembers what an earlier walk sent, so that walking again keeps the cap', async () => {
    const capped = new Pipeline(byApi, { journeys: [byApi] }, { caps: { marketing: 1, days: 7 } });
    await capped.world.subscribers.save({ ...anna, rev: 0, id: capped.idOf('anna') });
    const begin = () => enterJourney(capped.deps, capped.idOf('anna'), 'by-api');
    expect(await begin()).toBe('begun');
    await capped.runFor(5 * minuteMs);
    expect(await begin()).toBe('begun');
    await capped.runFor(3 * dayMs);
    expect(capped.sent).toHaveLength(1);
    const [again] = await capped.world.enrolments.ofSubscriber(capped.idOf('anna'));
    expect(again).toMatchObject({ state: 'ended', sends: [{ refused: 'lapsed' }], earlier: [{ step: 'by-api-mail' }] });
  });

  it('by the API needs a journey that allows it and somebody who may be written to', async () => {
    const enter = (id: string, name: string) => enterJourney(pipeline.deps, id, name);
    expect(await enter(anna.id, 'everybody')).toBe('unknown-journey');
    expect(await enter(anna.id, 'nowhere')).toBe('unknown-journey');
    expect(await enter('nobody', 'by-api')).toBe('unknown-subscriber');
    expect(await enter(anna.id, 'warm')).toBe('begun');
    expect(await enter(anna.id, 'warm')).toBe('already');
    await leaveAs(pipeline.deps, { subscriberId: anna.id }, 'page');
    expect(await enter(anna.id, 'by-api')).toBe('not-active');
  });

  it('by the API does not pass for done where she rests: nothing began', async () => {
    const enter = (name: string) => enterJourney(pipeline.deps, anna.id, name);
    expect(await enter('warm')).toBe('begun');
    const known = await pipeline.world.subscribers.get(anna.id);
    if (!known) throw new Error('Anna is known.');
    await pipeline.world.subscribers.save({ ...known, restingSince: pipeline.deps.clock.now() });
    expect(await enter('by-api')).toBe('not-active');
    expect(await enter('warm')).toBe('already');
  });

  it('is done by another journey, which tags and tells staff on its way, once', async () => {
    await enterJourney(pipeline.deps, anna.id, 'warm');
    // The walk crashes after its errands, and is looked at again.
    const { enrolments } = pipeline.world;
    const save = enrolments.save.bind(enrolments);
    let crashes = 0;
    enrolments.save = async (enrolment) => {
      if (enrolment.journeyId === 'warm' && enrolment.state === 'ended' && crashes++ === 0) throw new Error('crash');
      return save(enrolment);
    };
    await expect(pipeline.runFor(2 * minuteMs)).rejects.toThrow('crash');
    await pipeline.runFor(dayMs);
    expect(crashes).toBe(2);
    expect(await walked()).toEqual(['started', 'tagged', 'warm']);
    expect(sentTo().toSorted()).toEqual(['started-mail', 'tagged-mail']);
    expect(await listNotices(pipeline.world)).toMatchObject([
      { words: 'Anna is warm.', source: 'The warm', subscriberId: anna.id, email: anna.email },
    ]);
  });

  it('begins anew for somebody who left and came back', async () => {
    await enrolByRules(pipeline.deps, anna, 'confirmed');
    await leaveAs(pipeline.deps, { subscriberId: anna.id }, 'page');
    await pipeline.runFor(dayMs);
    expect((await walks())[0]).toMatchObject({ state: 'ended', endedReason: 'unsubscribed' });
    expect(await enrolByRules(pipeline.deps, anna, 'confirmed')).toBe(1);
    expect((await walks())[0]).toMatchObject({ state: 'walking', sends: [] });
  });
});

describe('the mail to staff', () => {
  const staffAddress = 'desk@clinic.test';
  const notice = journey(
    'news',
    'enter: [api]\nreentry: always',
    "  - { notify-staff: '{firstName} is warm.' }\n  - { exit: told }",
  );

  async function clinicWith(people: number, clinic: { staffAddress?: string } = { staffAddress }): Promise<Pipeline> {
    const pipeline = new Pipeline(notice, { journeys: [notice], templates: ['staff-notice'] }, clinic);
    for (let n = 0; n < people; n++) {
      const id = pipeline.idOf(`person-${n}`);
      await pipeline.world.subscribers.save(person(id, 'marketing'));
    }
    return pipeline;
  }
  const tell = (pipeline: Pipeline, n: number) => enterJourney(pipeline.deps, pipeline.idOf(`person-${n}`), 'news');
  const toStaff = (pipeline: Pipeline) => pipeline.world.mailer.single.filter(({ to }) => to === staffAddress);

  it('comes once for many notices, and not more than once an hour', async () => {
    const pipeline = await clinicWith(9);
    for (const n of [0, 1, 2, 3]) await tell(pipeline, n);
    await pipeline.runFor(30 * minuteMs);
    expect(toStaff(pipeline)).toHaveLength(1);
    for (const n of [4, 5]) await tell(pipeline, n);
    await pipeline.runFor(25 * minuteMs);
    expect(toStaff(pipeline)).toHaveLength(1);
    await pipeline.runFor(30 * minuteMs);
    expect(toStaff(pipeline)).toHaveLength(2);
    await pipeline.runFor(dayMs);
    expect(toStaff(pipeline)).toHaveLength(2);
    expect(await listNotices(pipeline.world)).toHaveLength(6);
  });

  it('says nothing of anybody', async () => {
    const pipeline = await clinicWith(1);
    await tell(pipeline, 0);
    await pipeline.runFor(5 * minuteMs);
    const [mail] = toStaff(pipeline);
    expect(mail?.scalars).toEqual({});
    expect(JSON.stringify(mail?.tags)).not.toContain(pipeline.idOf('person-0'));
  });

  it('is not sent where the clinic has no address for it', async () => {
    const pipeline = await clinicWith(1, {});
    await tell(pipeline, 0);
    await pipeline.runFor(dayMs);
    expect(pipeline.world.mailer.single).toEqual([]);
    expect(await listNotices(pipeline.world)).toHaveLength(1);
  });

  it('is tried three times when SES does not take it, and then left to the page', async () => {
    const pipeline = await clinicWith(2);
    const tries: number[] = [];
    pipeline.world.mailer.answerOne = () => {
      tries.push(pipeline.now);
      return { result: 'unknown', reason: 'time-out' };
    };
    await tell(pipeline, 0);
    await pipeline.runFor(dayMs);
    expect(tries).toHaveLength(3);
    expect(await pipeline.world.notices.mail()).not.toHaveProperty('dueAt');
    await tell(pipeline, 1);
    await pipeline.runFor(minuteMs * 2);
    expect(tries).toHaveLength(4);
  });
});

// Tells a story by the whole pipeline over memory: due index, batches, a mailer, evidence as our endpoints take it in.
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import { withConsent } from '../../functions/domain/subscriber.ts';
import { type EpochMs, minuteMs } from '../../functions/domain/time.ts';
import { tag } from '../../functions/usecases/carry-out.ts';
import { enrolIn } from '../../functions/usecases/enrol-subscriber.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { pausePart, resumePart } from '../../functions/usecases/pause-walks.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { reportGoal } from '../../functions/usecases/report-goal.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { wakeEnrolments } from '../../functions/usecases/undo-leave.ts';
import { agents, event as evidence, person } from '../engagement/people.ts';
import { Pipeline } from '../sending/pipeline.ts';
import { clinicOf, instantOf, journeysOf, lengthOf, localOf, type Story, type StoryEvent } from './story.ts';
import type { Told } from './told.ts';

const longestMs = 400 * 24 * 60 * minuteMs;

export async function tellByPipeline(story: Story): Promise<Told> {
  const journeys = journeysOf(story);
  const begins = instantOf(story.begins, story.zone);
  const started = journeys.filter(({ id }) => !story.events.some(({ enters }) => enters === id));
  const pipeline = new Pipeline(started[0] as (typeof started)[number], { now: begins, journeys }, clinicOf(story));
  const { world, deps } = pipeline;
  const id = pipeline.idOf(story.subscriber);
  let zone = story.zone;
  await world.subscribers.save({
    ...person(id, 'marketing', ...(story.tracked ? (['tracking'] as const) : [])),
    createdAt: begins - minuteMs,
    activeSince: begins,
    timeZone: zone,
    ...(story.locale && { locale: story.locale }),
    ...(story.source && { source: story.source }),
  });
  for (const journey of started) await enrolIn(deps, await subscriber(), journey.id);
  world.queues.take('advance');
  const lines: string[] = [];
  let noted = 0;
  const pending = story.events.map((event) => ({ event, at: instantOf(event.at as string, event.zone ?? zone) }));
  const end = story.until === undefined ? begins + longestMs : instantOf(story.until, story.zone);
  for (;;) {
    const next = pending.toSorted((one, other) => one.at - other.at).find(({ at }) => at <= end);
    const to = next === undefined ? end : next.event.planned ? next.at - minuteMs : next.at;
    // An e-mail on the way may be answered by habit before then: look again at what comes next.
    if (to > pipeline.now) await pipeline.runTo(to, note);
    if (note() || pipeline.now < to) continue;
    if (!next) break;
    pending.splice(pending.indexOf(next), 1);
    const planned = next.event.planned ? await planAt(next.at) : [];
    await happen(next.event, next.at);
    for (const batchId of planned) await sendBatch(deps, batchId, world.budget);
  }
  const walks = await world.enrolments.ofSubscriber(id);
  return {
    sends: lines,
    passed: walks.flatMap(passedOf),
    ends: Object.fromEntries(
      walks.flatMap(({ journeyId, endedAt, endedReason }) =>
        endedAt === undefined ? [] : [[journeyId, `${localOf(endedAt, zone)} ${endedReason}`]],
      ),
    ),
    notices: (await world.notices.latest(100)).map(({ text }) => text).reverse(),
    tags: [...(await subscriber()).tags],
  };

  async function subscriber() {
    const known = await world.subscribers.get(id);
    if (!known) throw new Error('She is gone.');
    return known;
  }

  /** Plans what is due at that minute and leaves it unsent. */
  async function planAt(at: EpochMs): Promise<string[]> {
    world.clock.set(at);
    return pipeline.plannedBatches();
  }

  /** Writes down what was sent since, and what her habit makes of it; answers whether anything was. */
  function note(): boolean {
    const fresh = pipeline.sent.slice(noted);
    noted = pipeline.sent.length;
    for (const { template, at } of fresh) {
      lines.push(`${localOf(at, zone)} ${template}`);
      const { opensAfter, clicksAfter } = story.habit ?? {};
      if (opensAfter) pending.push({ event: { opens: [template] }, at: at + lengthOf(opensAfter) });
      if (clicksAfter) pending.push({ event: { clicks: template }, at: at + lengthOf(clicksAfter) });
    }
    return fresh.length > 0;
  }

  async function happen(event: StoryEvent, at: EpochMs): Promise<void> {
    for (const step of event.opens ?? []) await hit(step, at, { kind: 'open' });
    for (const step of event.relay ?? []) await hit(step, at, { kind: 'open', userAgent: agents.appleRelay });
    if (event.clicks) await hit(event.clicks, at, { kind: 'click', link: 0 });
    if (event.answers) {
      const { restingSince: _resting, ...known } = await subscriber();
      await world.subscribers.save({ ...known, attributes: { ...known.attributes, ...event.answers } });
      await wakeEnrolments(deps, id);
    }
    if (event.tagged) await tag(deps, id, { add: [event.tagged], remove: [] });
    if (event.tracking !== undefined) {
      const said = { purpose: 'tracking', given: event.tracking, wording: '2026-11', at, source: 'page' } as const;
      await world.subscribers.save(withConsent(await subscriber(), said));
    }
    if (event.zone) {
      zone = event.zone;
      await world.subscribers.save({ ...(await subscriber()), timeZone: zone });
    }
    if (event.leaves) await leaveAs(deps, { subscriberId: id }, 'page');
    if (event.goal) await reportGoal(deps, id);
    if (event.newsletter) await pipeline.startNewsletter(event.newsletter);
    if (event.stops) await stopSending(deps, { by: 'staff', reason: 'emergency-stop', everything: false });
    if (event.resumes) await resumeSending(deps, { by: 'staff' });
    if (event.pauses) await pausePart(deps, { journeyId: event.pauses }, 'staff');
    if (event.unpauses) await resumePart(deps, { journeyId: event.unpauses });
    if (event.edited) edit(event.edited);
    if (event.enters) await enrolIn(deps, await subscriber(), event.enters);
  }

  /** What a new build brings: the next to begin walk the new version. */
  function edit(name: string): void {
    const [edited] = journeysOf({ journeys: [name] });
    const id = name.replace('-edited', '');
    const place = journeys.findIndex((journey) => journey.id === id);
    if (edited) journeys[place] = { ...edited, id };
  }

  async function hit(step: string, at: EpochMs, fields: Parameters<typeof evidence>[0]): Promise<void> {
    const walks = await world.enrolments.ofSubscriber(id);
    const sent = walks.flatMap(({ sends }) => sends).find((one) => one.step === step && one.batchId !== undefined);
    if (sent?.batchId === undefined || sent.slot === undefined)
      throw new Error(`"${step}" was not sent to her by then.`);
    const { batchId, slot } = sent;
    await recordHits(deps, [{ kind: 'engagement', batchId, slot, event: evidence({ ...fields, at }) }]);
  }
}

function passedOf({ sends }: Enrolment): string[] {
  return sends.flatMap(({ step, refused }) => (refused === undefined ? [] : [`${step}: ${refused}`]));
}

// What must be true after any life, however bad: nobody lost, nobody mailed twice, numbers equal to the truth, no loose ends.
import { isDeepStrictEqual } from 'node:util';
import clinicConfig from '../../clinic.config.ts';
import { doubtGraceMs, slotFates } from '../../functions/domain/batch.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { totalsOf } from '../../functions/domain/totals.ts';
import { dueOnce } from '../memory/due-index.ts';
import type { Life } from './life.ts';
import { hasty } from './patience.ts';
import { finishedEarly, leadingNowhere, mailedInSpite, stale } from './people-checks.ts';
import { crowded, unbraked, unrestrained, untimely } from './restraint.ts';
import type { Delivery } from './ses.ts';

/** Every breach in words; none is what we want. */
export function breaches(life: Life): string[] {
  return [
    ...looseEnds(life),
    ...mailedTwice(life),
    ...lost(life),
    ...mailedAfterBounce(life),
    ...mailedInSpite(life),
    ...leadingNowhere(life),
    ...stale(life),
    ...finishedEarly(life),
    ...unbraked(life.ses, life.brakes),
    ...hasty(life.releases, life.lateWords, life.stage.jumps),
    ...needless(life),
    ...hurried(life),
    ...wrongNumbers(life),
    ...strayCohorts(life),
    ...unrestrained(life.restraint, life.ses.deliveries, (mail) => stepOf(life, mail), life.stage.jumps),
    ...untimely(life.ses.deliveries, (mail) => stepOf(life, mail), clinicConfig.sendWindow, life.stage.jumps),
    ...crowded(withTimelyWord(life), clinicConfig.caps),
  ];
}

function looseEnds({ world }: Life): string[] {
  const due = dueOnce(world.state).map(({ ref, dueAt }) => `still due at ${dueAt}: ${JSON.stringify(ref)}`);
  const walking = [...world.state.enrolments.values()]
    .filter(({ state }) => state !== 'ended')
    .map((one) => `enrolment of ${one.subscriberId} is ${one.state} at ${one.at}: ${JSON.stringify(one.claim)}`);
  const batches = [...world.state.batches.values()]
    // A planner that died before it marked the bucket had claimed nobody: its batch stays open, and is nobody's.
    .filter(({ state, dueAt }) => state !== 'done' && !(state === 'open' && dueAt === undefined))
    .map((batch) => `batch ${batch.id} ended as ${batch.state}`);
  return [...due, ...walking, ...batches];
}

/**
 * Twice is allowed only where SES's word on the first e-mail came after the grace time although word of later mail had
 * come; the second is counted, which wrongNumbers checks. What SES threw away nobody had: staff may send it again.
 */
function mailedTwice(life: Life): string[] {
  const byPerson = Map.groupBy(life.ses.deliveries, (mail) => `${mail.to} ${stepOf(life, mail)}`);
  return [...byPerson].flatMap(([name, mails]) =>
    mails.slice(1).flatMap((again, index) => {
      const before = mails[index] as Delivery;
      const late = before.batchId === again.batchId && wordCameLate(life, before, again.at);
      const excused = late || (before.thrownAway && life.restraint.redrives && before.batchId !== again.batchId);
      const heardAt = heard(life, before);
      return excused ? [] : [`${name} was mailed again ${again.at - before.at} ms later; first heard of at ${heardAt}`];
    }),
  );
}

/** When the consumer could first hear of an e-mail: it may have been stopped when the event came. */
function heard({ eventsStopped: [from, to] }: Life, { firstWordAt }: { readonly firstWordAt: number }): number {
  return firstWordAt >= from && firstWordAt < to ? to : firstWordAt;
}

/** The one excuse: no word of it within the grace time, while word of younger mail had come. */
function wordCameLate(life: Life, mail: Delivery, until = Number.POSITIVE_INFINITY): boolean {
  const younger = [...life.ses.deliveries, ...life.ses.probes].some(
    (other) => other.at > mail.at && heard(life, other) <= until,
  );
  return heard(life, mail) >= mail.at + doubtGraceMs && younger;
}

function lost(life: Life): string[] {
  const { world } = life;
  const emails = new Map([...world.state.subscribers.values()].map(({ id, email }) => [id, email]));
  const problems: string[] = [];
  for (const enrolment of world.state.enrolments.values()) {
    const email = emails.get(enrolment.subscriberId);
    for (const note of enrolment.sends) {
      const mails = life.ses.deliveries.filter((mail) => mail.to === email && stepOf(life, mail) === note.step);
      const really = mails.length;
      if (note.refused === undefined && really === 0)
        problems.push(`${email} ${note.step} is noted as sent and was not`);
      if (note.refused !== undefined && mails.some((mail) => !mail.thrownAway && !wordCameLate(life, mail)))
        problems.push(`${email} ${note.step} is noted as ${note.refused} and was sent`);
    }
    if (enrolment.endedReason === 'completed' && !enrolment.sends.some(({ step }) => step === 'farewell')) {
      problems.push(`${email} completed without a word on farewell`);
    }
  }
  return [...problems, ...lostNewsletters(life)];
}

/**
 * Without e-mails that nobody got, and those given up before SES's late word of them came: no cap could count those. What came
 * twice counts when it came first.
 */
function withTimelyWord(life: Life) {
  const got = life.ses.deliveries.filter(({ thrownAway }) => !thrownAway);
  const slots = Map.groupBy(got, ({ batchId, slot }) => `${batchId} ${slot}`);
  const firsts = [...slots.values()].flatMap(([first, ...again]) =>
    first && (again.length > 0 || !wordCameLate(life, first)) ? [first] : [],
  );
  // Restraint is judged when a call begins: what a frozen sender's request does hours later is out of its hands.
  return { world: life.world, ses: { deliveries: firsts.map((mail) => ({ ...mail, at: mail.calledAt })) } };
}

function stepOf({ world }: Life, { batchId }: Delivery): string {
  const subject = world.state.batches.get(batchId)?.subject;
  return subject?.kind === 'journey' ? subject.step : 'newsletter';
}

function lostNewsletters({ world, broadcastId }: Life): string[] {
  const reached = new Map<string, string>();
  for (const batch of world.state.batches.values()) {
    if (batch.subject.kind !== 'broadcast') continue;
    const fates = slotFates(batch);
    for (const { slot, subscriberId } of world.state.recipients.get(batch.id) ?? []) {
      reached.set(subscriberId, fates.get(slot)?.fate ?? 'none');
    }
  }
  const broadcast = world.state.broadcasts.get(
    [...world.state.broadcasts.keys()].find((key) => key.includes(broadcastId)) ?? '',
  );
  const unplanned = [...world.state.subscribers.values()]
    .filter(({ id, status, leftAt }) => !reached.has(id) && status === 'active' && leftAt === undefined)
    .map(({ email }) => `${email} is in no batch of the newsletter`);
  const open = [...reached]
    .filter(([, fate]) => fate === 'open' || fate === 'none')
    .map(([id]) => `${id} has an open newsletter slot`);
  return [
    ...unplanned,
    ...open,
    ...(broadcast?.state === 'sent' ? [] : [`the newsletter ended as ${broadcast?.state}`]),
  ];
}

function wrongNumbers({ world, ses }: Life): string[] {
  const truth = new Map<string, { taken: Set<string>; sent: Set<string>; bounced: Set<string>; mails: number }>();
  for (const { batchId, slot, bounced, thrownAway } of ses.deliveries) {
    const bucket = batchId.slice(0, 11);
    const one = truth.get(bucket) ?? { taken: new Set(), sent: new Set(), bounced: new Set(), mails: 0 };
    one.mails += 1;
    one.taken.add(`${batchId} ${slot}`);
    if (!thrownAway) one.sent.add(`${batchId} ${slot}`);
    if (bounced) one.bounced.add(`${batchId} ${slot}`);
    truth.set(bucket, one);
  }
  return [...world.state.buckets.values()].flatMap(({ bucket, totals, mark }) => {
    const { taken = new Set(), sent = new Set(), bounced = new Set(), mails = 0 } = truth.get(bucket.id) ?? {};
    const counted = {
      sent: totals?.sent ?? 0,
      delivered: totals?.delivered ?? 0,
      bounced: totals?.bounced ?? 0,
      duplicates: totals?.duplicates ?? 0,
    };
    const right = {
      sent: sent.size,
      delivered: sent.size - bounced.size,
      bounced: bounced.size,
      duplicates: mails - taken.size,
    };
    const batches = [...world.state.batches.values()].filter(({ bucketId }) => bucketId === bucket.id);
    const evidence = [...world.state.evidence.values()].filter((one) => batches.some(({ id }) => id === one.batchId));
    // Counted after the last change of anything it counts. Goals are left out: a report that died behind its credit may credit
    // another e-mail when it is repeated, and nobody marks the first one's bucket.
    const isFresh = isDeepStrictEqual(totals && { ...totals, goals: 0 }, { ...totalsOf(batches, evidence), goals: 0 });
    const same = JSON.stringify(counted) === JSON.stringify(right) && isFresh && mark === undefined;
    return same
      ? []
      : [
          `bucket ${bucket.id} says ${JSON.stringify(counted)}, the truth is ${JSON.stringify(right)}${isFresh ? '' : ', not of what is stored'}${mark ? ', still marked' : ''}`,
        ];
  });
}

/** Every e-mail is counted in one cohort: of its batch's bucket and day. */
function strayCohorts({ world, ses }: Life): string[] {
  const cohorts = Map.groupBy(world.state.buckets.values(), ({ bucket }) => bucket.id);
  const days = new Map([...cohorts].map(([id, alike]) => [id, alike.map(({ bucket }) => bucket.day).join(' and ')]));
  return [...new Set(ses.deliveries.map(({ batchId }) => batchId))].flatMap((id) => {
    const { bucketId = '', day } = world.state.batches.get(id) ?? {};
    const counted = days.get(bucketId);
    return counted === day ? [] : [`batch ${id} of ${day} is counted on ${counted ?? 'no day'}`];
  });
}

/** Long enough for a call that had begun when the bounce was recorded. */
const callUnderWayMs = 4 * minuteMs;

function mailedAfterBounce({ ses, bouncesKnownAt }: Life): string[] {
  return ses.deliveries
    .filter(({ to, at }) => at > (bouncesKnownAt.get(to) ?? Number.POSITIVE_INFINITY) + callUnderWayMs)
    .map(({ to }) => `${to} was mailed although her bounce was known`);
}

/** What SES refuses for now rests a minute at least; a call may be a few seconds on its way. */
const shortestRestMs = 50_000;

function hurried({ ses }: Life): string[] {
  return [...Map.groupBy(ses.calls, ({ batchId }) => batchId)].flatMap(([batchId, calls]) =>
    calls.flatMap(({ at, isRefused }, index) => {
      const restMs = (calls[index + 1]?.at ?? Number.POSITIVE_INFINITY) - at;
      return isRefused && restMs < shortestRestMs ? [`batch ${batchId} was refused and called ${restMs} ms later`] : [];
    }),
  );
}

/** SES's own time-out, twenty seconds, and what the recording of its answer takes. */
const callNeedsMs = 30_000;

/** What must not happen even though nobody is harmed by it: a sealed slot without a claim, doubt that could have been spared. */
function needless({ world, ses, options }: Life): string[] {
  const batches = [...world.state.batches.values()];
  const rushed = ses.calls
    .filter(({ deadline, calledAt }) => deadline - calledAt < callNeedsMs)
    .map(({ batchId }) => `batch ${batchId} was called with too little time left to hear the answer`);
  const unclaimed = batches
    .filter(({ refused }) => [...refused].some((entry) => entry.endsWith(':unclaimed')))
    .map(({ id }) => `batch ${id} sealed a slot that nobody claimed`);
  const doubted = options.only ? batches.filter(({ doubtSince }) => doubtSince !== undefined) : [];
  return [...rushed, ...unclaimed, ...doubted.map(({ id }) => `batch ${id} was in doubt although SES always answered`)];
}

// What must be true after any life, however bad: nobody lost, nobody mailed twice, numbers equal to the truth, no loose ends.
import { doubtGraceMs, slotFates } from '../../functions/domain/batch.ts';
import { totalsOf } from '../../functions/domain/totals.ts';
import { dueEntries } from '../memory/due-index.ts';
import type { Life } from './clinic-life.ts';
import type { Delivery } from './ses.ts';

/** Every breach in words; none is what we want. */
export function breaches(life: Life): string[] {
  return [...looseEnds(life), ...mailedTwice(life), ...lost(life), ...wrongNumbers(life)];
}

function looseEnds({ world }: Life): string[] {
  const due = dueEntries(world.state).map(({ ref, dueAt }) => `still due at ${dueAt}: ${JSON.stringify(ref)}`);
  const walking = [...world.state.enrolments.values()]
    .filter(({ state }) => state !== 'ended')
    .map((one) => `enrolment of ${one.subscriberId} is ${one.state} at ${one.at}: ${JSON.stringify(one.claim)}`);
  const batches = [...world.state.batches.values()]
    .filter(({ state }) => state !== 'done')
    .map((batch) => `batch ${batch.id} ended as ${batch.state}`);
  return [...due, ...walking, ...batches];
}

/** What the person sees: one e-mail of one step or broadcast. */
function sentBySubject({ world, ses }: Life): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { to, batchId } of ses.deliveries) {
    const subject = world.state.batches.get(batchId)?.subject;
    const name = `${to} ${subject?.kind === 'journey' ? subject.step : 'newsletter'}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/**
 * Twice is allowed only where SES's word on the first e-mail came after the grace time; the second is counted, which
 * wrongNumbers checks.
 */
function mailedTwice({ world, ses, eventsStopped }: Life): string[] {
  const byPerson = Map.groupBy(ses.deliveries, ({ to, batchId }) => {
    const subject = world.state.batches.get(batchId)?.subject;
    return `${to} ${subject?.kind === 'journey' ? subject.step : 'newsletter'}`;
  });
  return [...byPerson].flatMap(([name, mails]) =>
    mails.slice(1).flatMap((again, index) => {
      const before = mails[index] as Delivery;
      const [from, to] = eventsStopped;
      const heardAt = before.firstWordAt >= from && before.firstWordAt < to ? to : before.firstWordAt;
      const excused = before.batchId === again.batchId && heardAt >= before.at + doubtGraceMs;
      return excused ? [] : [`${name} was mailed again ${again.at - before.at} ms later; first heard of at ${heardAt}`];
    }),
  );
}

function lost(life: Life): string[] {
  const { world } = life;
  const sent = sentBySubject(life);
  const emails = new Map([...world.state.subscribers.values()].map(({ id, email }) => [id, email]));
  const problems: string[] = [];
  for (const enrolment of world.state.enrolments.values()) {
    const email = emails.get(enrolment.subscriberId);
    for (const note of enrolment.sends) {
      const really = sent.get(`${email} ${note.step}`) ?? 0;
      if (note.refused === undefined && really === 0)
        problems.push(`${email} ${note.step} is noted as sent and was not`);
      if (note.refused !== undefined && really > 0)
        problems.push(`${email} ${note.step} is noted as ${note.refused} and was sent`);
    }
    if (enrolment.endedReason === 'completed' && !enrolment.sends.some(({ step }) => step === 'farewell')) {
      problems.push(`${email} completed without a word on farewell`);
    }
  }
  return [...problems, ...lostNewsletters(life)];
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
  const truth = new Map<string, { sent: Set<string>; bounced: Set<string>; mails: number }>();
  for (const { batchId, slot, bounced } of ses.deliveries) {
    const bucket = batchId.slice(0, 11);
    const one = truth.get(bucket) ?? { sent: new Set(), bounced: new Set(), mails: 0 };
    one.mails += 1;
    one.sent.add(`${batchId} ${slot}`);
    if (bounced) one.bounced.add(`${batchId} ${slot}`);
    truth.set(bucket, one);
  }
  return [...world.state.buckets.values()].flatMap(({ bucket, totals, mark }) => {
    const { sent = new Set(), bounced = new Set(), mails = 0 } = truth.get(bucket.id) ?? {};
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
      duplicates: mails - sent.size,
    };
    const batches = [...world.state.batches.values()].filter(({ bucketId }) => bucketId === bucket.id);
    const fresh = totalsOf(batches, []);
    const refusals = JSON.stringify(totals?.refused ?? {}) === JSON.stringify(fresh.refused);
    const same = JSON.stringify(counted) === JSON.stringify(right) && refusals && mark === undefined;
    return same
      ? []
      : [
          `bucket ${bucket.id} says ${JSON.stringify(counted)}, the truth is ${JSON.stringify(right)}${mark ? ', still marked' : ''}`,
        ];
  });
}

// What must be true of a simulated year: the cap, the window, no step twice, order, and nobody who never comes to an end.
import { Temporal } from 'temporal-polyfill';
import { sendSteps } from '../../functions/domain/journey.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { stepsInWalkingOrder } from '../../functions/domain/walking-order.ts';
import { type Mail, type YearLife, yearDays, yearStart } from './year-life.ts';

/** The cap is best effort against batches that leave in the same moment. */
const sameMomentMs = 2 * minuteMs;
/** Long enough for the slowest way through the series, its rest included, and a pause on the way. */
const longestWalkDays = 150;

export function yearBreaches(
  { mails, world, clinic, log }: YearLife,
  journey: Parameters<typeof sendSteps>[0] & Parameters<typeof stepsInWalkingOrder>[0],
): string[] {
  const people = new Map([...world.state.subscribers.values()].map((one) => [one.email, one]));
  const nodes = new Map(sendSteps(journey).map((node) => [node.id, node]));
  const order = stepsInWalkingOrder(journey).map(({ id }) => id);
  const byPerson = Map.groupBy(mails, ({ to }) => to);
  const perPerson = [...byPerson].flatMap(([to, hers]) => {
    const zone = people.get(to)?.timeZone ?? clinic.timeZone;
    const steps = hers.filter(({ step }) => step !== 'newsletter');
    const ranks = steps.map(({ step }) => order.indexOf(step));
    return [
      ...(new Set(steps.map(({ step }) => step)).size < steps.length ? [`${to} got a step twice`] : []),
      ...(ranks.some((rank, index) => rank < (ranks[index - 1] ?? 0)) ? [`${to} got steps out of order`] : []),
      ...steps
        .filter((mail) => nodes.get(mail.step)?.when === 'window' && !isOpen(mail, zone, clinic))
        .map((mail) => `${to} got ${mail.step} outside the window`),
      ...(mostInCap(hers, clinic.caps.days * dayMs) > clinic.caps.marketing ? [`${to} got more than the cap`] : []),
    ];
  });
  const left = new Map(
    log.flatMap((line) => {
      const [, at = '', who = ''] = /^(\S+) (\S+) (?:leaves|books)$/.exec(line) ?? [];
      return who ? [[who, Date.parse(at)] as const] : [];
    }),
  );
  const afterLeaving = mails
    .filter(({ to, at, step }) => step !== 'newsletter' && at > (left.get(to) ?? Number.POSITIVE_INFINITY))
    .map(({ to, step }) => `${to} got ${step} after the end`);
  const old = yearStart + (yearDays - longestWalkDays) * dayMs;
  const endless = [...world.state.enrolments.values()]
    .filter(({ state, enrolledAt }) => state !== 'ended' && enrolledAt < old)
    .map(({ subscriberId, state, at, reason }) => `${subscriberId} is still ${state} at ${at} (${reason})`);
  return [...perPerson, ...afterLeaving, ...endless];
}

function isOpen({ at }: Mail, zone: string, { sendWindow }: YearLife['clinic']): boolean {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5);
  return time >= sendWindow.from && time < sendWindow.to;
}

function mostInCap(mails: readonly Mail[], spanMs: number): number {
  const times = mails.map(({ at }) => at).sort((a, b) => a - b);
  const apart = times.filter((at, index) => at - (times[index - 1] ?? 0) > sameMomentMs);
  return Math.max(0, ...apart.map((at) => apart.filter((one) => one <= at && one > at - spanMs).length));
}

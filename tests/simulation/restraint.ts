// What holds a life's sending back besides faults: the account's quota, and staff who stop everything for a while.
// It draws from chance of its own, so that the rest of a seed's course is the same with it and without.
import type { Cap } from '../../functions/domain/cap.ts';
import type { Quota } from '../../functions/domain/pacing.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import { Random } from './random.ts';
import type { Delivery } from './ses.ts';

const generous = { ratePerSecond: 500, perDay: -1, sentLastDay: 0, isProduction: true };
const ordinary = { ratePerSecond: 14, perDay: 50_000, sentLastDay: 0, isProduction: true };
const sandbox = { ratePerSecond: 1, perDay: 200, sentLastDay: 0, isProduction: false };
/** So little that whole batches have to be taken apart and wait for the next day. */
const tight = { ratePerSecond: 0.3, perDay: 20, sentLastDay: 0, isProduction: false };

export class Restraint {
  readonly granted: Omit<Quota, 'at'>;
  /** Empty where staff never stop anything. */
  readonly stopped: readonly [EpochMs, EpochMs];
  #done = 0;

  constructor(
    seed: number,
    startAt: EpochMs,
    private readonly world: MemoryWorld,
  ) {
    const random = new Random(seed * 7919 + 17);
    this.granted = random.pick([generous, generous, ordinary, ordinary, sandbox, tight]);
    const from = startAt + random.between(0, 80) * hourMs + random.between(0, 59) * minuteMs;
    this.stopped = random.chance(0.4) ? [from, from + random.between(1, 50) * hourMs] : [0, 0];
    world.account.granted = this.granted;
  }

  /** When staff act next. */
  get nextAt(): EpochMs {
    return this.stopped[this.#done] || Number.POSITIVE_INFINITY;
  }

  async act(): Promise<void> {
    if (this.world.clock.now() < this.nextAt) return;
    this.#done += 1;
    const by = 'staff';
    if (this.#done === 1) await stopSending(this.world, { by, reason: 'emergency-stop', everything: false });
    else await resumeSending(this.world, by);
  }
}

/** A call under way when staff press the button still leaves; nothing later does. */
const underWayMs = 3 * minuteMs;

/** What SES was given beyond the quota, or during a stop. */
export function unrestrained({ granted, stopped }: Restraint, deliveries: readonly Delivery[]): string[] {
  const [from, to] = stopped;
  const meanwhile = deliveries.filter(({ at }) => at > from + underWayMs && at < to);
  const days = deliveries.map(({ at }) => deliveries.filter((one) => one.at <= at && one.at > at - dayMs).length);
  const most = Math.max(0, ...days);
  return [
    ...(meanwhile.length > 0 ? [`${meanwhile.length} e-mails left while sending was stopped`] : []),
    ...(granted.perDay >= 0 && most > granted.perDay
      ? [`${most} e-mails in a day, the quota is ${granted.perDay}`]
      : []),
  ];
}

/** The cap is best effort against batches that leave in the same moment. */
const sameMomentMs = 2 * minuteMs;
/** Our record of an e-mail is the beginning of its call, SES's may be a slow call later. */
const slowCallMs = 5 * minuteMs;

/** Two steps of the journey on one day, or more marketing mail in a week than the cap; e-mails of the same moment excused. */
export function crowded(life: { world: MemoryWorld; ses: { deliveries: readonly Delivery[] } }, cap: Cap): string[] {
  const byPerson = Map.groupBy(life.ses.deliveries, ({ to }) => to);
  return [...byPerson].flatMap(([to, mails]) => {
    // The same e-mail twice is another check's matter.
    const distinct = [...new Map(mails.map((mail) => [stepOf(life.world, mail.batchId), mail])).entries()];
    const steps = distinct.filter(([step]) => step !== 'newsletter').map(([, { at }]) => Math.floor(at / dayMs));
    const times = distinct.map(([, { at }]) => at).sort((a, b) => a - b);
    const apart = times.filter((at, index) => at - (times[index - 1] ?? 0) > sameMomentMs);
    const spanMs = cap.days * dayMs - slowCallMs;
    const week = apart.map((at) => apart.filter((one) => one <= at && one > at - spanMs).length);
    return [
      ...(new Set(steps).size < steps.length ? [`${to} got two steps on one day`] : []),
      ...(Math.max(...week) > cap.marketing ? [`${to} got ${Math.max(...week)} e-mails in ${cap.days} days`] : []),
    ];
  });
}

function stepOf(world: MemoryWorld, batchId: string): string {
  const subject = world.state.batches.get(batchId)?.subject;
  return subject?.kind === 'journey' ? subject.step : 'newsletter';
}

// What holds a life's sending back besides faults: the account's quota, staff who stop everything or one step for a while,
// and staff who move people to another version of the journey in the middle of it.
// It draws from chance of its own, so that the rest of a seed's course is the same with it and without.
import type { Cap } from '../../functions/domain/cap.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { Quota } from '../../functions/domain/pacing.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { likelyTarget } from '../../functions/domain/version-move.ts';
import { audienceShards } from '../../functions/table.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { moveSlice, planMoves } from '../../functions/usecases/move-walks.ts';
import { pausePart, resumePart } from '../../functions/usecases/pause-walks.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import type { WalksCursor } from '../../functions/usecases/survey-walks.ts';
import type { MemoryWorld, Ports } from '../memory/memory-world.ts';
import { Random } from './random.ts';
import type { Delivery, SimulatedSes } from './ses.ts';
import { earlierJourney, smallJourney } from './small-journey.ts';

const generous = { ratePerSecond: 500, perDay: -1, sentLastDay: 0, isProduction: true };
const ordinary = { ratePerSecond: 14, perDay: 50_000, sentLastDay: 0, isProduction: true };
const sandbox = { ratePerSecond: 1, perDay: 200, sentLastDay: 0, isProduction: false };
/** So little that whole batches have to be taken apart and wait for the next day. */
const tight = { ratePerSecond: 0.3, perDay: 20, sentLastDay: 0, isProduction: false };

const moveRounds = 2;
const redriveHours = [3, 3, 20, 29, 29, 53, 75];
/** The step that some lives' staff pause by itself. */
const pausedStep = 'news';

type Start = (work: (ports: Ports) => Promise<unknown>) => void;

export class Restraint {
  readonly granted: Omit<Quota, 'at'>;
  /** Empty where staff never stop anything. */
  readonly stopped: readonly [EpochMs, EpochMs];
  /** Empty where no step is paused by itself. */
  readonly paused: readonly [EpochMs, EpochMs];
  /** Whether staff have given-up e-mails sent again, now and then. */
  readonly redrives: boolean;
  /** Whether SES throws the next e-mail away after it took it. */
  readonly throwsAway: () => boolean;
  /** Whether people begin in an earlier version, and are moved in the middle of everything. */
  readonly moves: boolean;
  readonly #acts: { readonly at: EpochMs; readonly act: (start: Start) => unknown }[];

  constructor(
    seed: number,
    startAt: EpochMs,
    private readonly world: MemoryWorld,
  ) {
    const random = new Random(seed * 7919 + 17);
    this.granted = random.pick([generous, generous, ordinary, ordinary, sandbox, tight]);
    // Any time, or the minutes about nine, when the morning's mail is planned and leaves.
    const someTime = () =>
      random.chance(0.5)
        ? startAt + random.between(0, 80) * hourMs + random.between(0, 59) * minuteMs
        : startAt + random.between(0, 4) * dayMs + random.between(59 * 60, 63 * 60) * secondMs;
    const from = someTime();
    this.stopped = random.chance(0.4) ? [from, from + random.between(1, 50) * hourMs] : [0, 0];
    const pausedFrom = someTime();
    this.paused = random.chance(0.3) ? [pausedFrom, pausedFrom + random.between(1, 50) * hourMs] : [0, 0];
    this.moves = random.chance(0.3);
    const wasted = random.pick([0, 0, 0.02, 0.1]);
    this.throwsAway = () => wasted > 0 && random.chance(wasted);
    this.redrives = random.chance(0.5);
    world.account.granted = this.granted;
    const by = 'staff';
    const part = { journeyId: smallJourney.id, step: pausedStep };
    const acts = [
      { at: this.stopped[0], act: () => stopSending(world, { by, reason: 'emergency-stop', everything: false }) },
      { at: this.stopped[1], act: () => resumeSending(world, { by }) },
      { at: this.paused[0], act: () => pausePart(world, part, by) },
      { at: this.paused[1], act: () => resumePart(world, part) },
      // More than once: who is being sent something is moved in a later round.
      ...Array.from({ length: this.moves ? moveRounds : 0 }, () => ({
        at: someTime(),
        act: (start: Start) => start(move),
      })),
      // Sometimes two of them at once.
      ...(this.redrives ? redriveHours : []).map((hours) => ({
        at: startAt + hours * hourMs,
        act: (start: Start) => start(redriveAll),
      })),
    ];
    this.#acts = acts.filter(({ at }) => at > 0).sort((a, b) => a.at - b.at);
  }

  /** When staff act next. */
  get nextAt(): EpochMs {
    return this.#acts[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** `start` lets a longer work run among all the others, with ports that fail. */
  async act(start: Start): Promise<void> {
    if (this.world.clock.now() >= this.nextAt) await this.#acts.shift()?.act(start);
  }
}

async function redriveAll(ports: Ports): Promise<void> {
  const { giveUps } = await listTroubles(ports, ports.clock.now());
  const batchIds = new Set(giveUps.filter(({ mayRedrive }) => mayRedrive).map(({ batchId }) => batchId));
  for (const batchId of batchIds) await redrive(ports, batchId);
}

async function move(ports: Ports): Promise<void> {
  const deps = { ...ports, audienceShards };
  const steps = Object.fromEntries(
    Object.keys(earlierJourney.nodes).map((id) => [id, likelyTarget(earlierJourney, smallJourney, id) ?? id]),
  );
  const planned = await planMoves(deps, smallJourney.id, [{ from: earlierJourney.version, steps }]);
  let cursor: WalksCursor | undefined = { shard: 0 };
  while (planned && cursor) cursor = (await moveSlice(deps, planned.plan, cursor)).next;
}

/** A call under way when staff press the button still leaves; nothing later does. */
const underWayMs = 3 * minuteMs;

/** By how much the clock jumped, rather than ran, from one time to another. */
export function jumpedBetween(jumps: readonly (readonly [EpochMs, EpochMs])[], from: EpochMs, to: EpochMs): number {
  return jumps.reduce((sum, jump) => sum + Math.max(0, Math.min(jump[1], to) - Math.max(jump[0], from)), 0);
}

/** What SES was given beyond the quota, or during a stop; a clock that jumps makes no call under way older. */
export function unrestrained(
  { granted, stopped, paused }: Restraint,
  deliveries: readonly Delivery[],
  stepNamed: (mail: Delivery) => string,
  jumps: readonly (readonly [EpochMs, EpochMs])[],
): string[] {
  const leftDuring = ([from, to]: readonly [EpochMs, EpochMs]) =>
    deliveries.filter(({ at }) => at < to && at - from - jumpedBetween(jumps, from, at) > underWayMs);
  const meanwhile = leftDuring(stopped);
  const pausedMails = leftDuring(paused).filter((mail) => stepNamed(mail) === pausedStep);
  const days = deliveries.map(({ at }) => deliveries.filter((one) => one.at <= at && one.at > at - dayMs).length);
  const most = Math.max(0, ...days);
  return [
    ...(meanwhile.length > 0 ? [`${meanwhile.length} e-mails left while sending was stopped`] : []),
    ...(pausedMails.length > 0 ? [`${pausedMails.length} e-mails of a paused step left`] : []),
    ...(granted.perDay >= 0 && most > granted.perDay
      ? [`${most} e-mails in a day, the quota is ${granted.perDay}`]
      : []),
  ];
}

/** Steps that came at an hour their readers are not to be mailed in; all of them live by UTC. */
export function untimely(
  deliveries: readonly Delivery[],
  stepNamed: (mail: Delivery) => string,
  { from, to }: Clinic['sendWindow'],
  jumps: readonly (readonly [EpochMs, EpochMs])[],
): string[] {
  return deliveries.flatMap((mail) => {
    const node = smallJourney.nodes[stepNamed(mail)];
    const time = timeOfDay(mail.calledAt);
    if (node?.kind !== 'send' || node.when !== 'window' || (time >= from && time < to)) return [];
    const day = mail.calledAt - (mail.calledAt % dayMs);
    const closed = Date.parse(`${new Date(day).toISOString().slice(0, 10)}T${to}Z`);
    const closedAt = closed <= mail.calledAt ? closed : closed - dayMs;
    const lateMs = mail.calledAt - closedAt - jumpedBetween(jumps, closedAt, mail.calledAt);
    return lateMs <= underWayMs ? [] : [`${mail.to} got ${stepNamed(mail)} at ${time}`];
  });
}

const timeOfDay = (at: EpochMs): string => new Date(at).toISOString().slice(11, 16);

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

/** SES takes nothing until then; without `until`, the hold was lifted. */
export interface Brake {
  readonly at: EpochMs;
  readonly until?: EpochMs;
}

/** Notes SES's word that nothing will be taken, and the end of it, as they reach the store. */
export function watchBrakes({ pace, state, clock }: MemoryWorld): readonly Brake[] {
  const brakes: Brake[] = [];
  const write = pace.brake.bind(pace);
  pace.brake = async (cause, now) => {
    await write(cause, now);
    const until = state.pace.heldUntil;
    if (cause !== 'throttled') brakes.push({ at: clock.now(), ...(until !== undefined && { until }) });
  };
  return brakes;
}

/** SES said that nothing will be taken for a while; whoever asks for pace after that was written must wait. */
export function unbraked(ses: SimulatedSes, brakes: readonly Brake[]): string[] {
  return brakes.flatMap(({ at, until }, index) => {
    const freedAt = brakes.slice(index + 1).find((one) => one.until === undefined)?.at ?? Number.POSITIVE_INFINITY;
    if (until === undefined) return [];
    const calls = ses.calls.filter(({ calledAt }) => calledAt > at && calledAt < Math.min(until, freedAt) - secondMs);
    return calls.map(({ batchId }) => `batch ${batchId} was called although SES had said that it takes nothing`);
  });
}

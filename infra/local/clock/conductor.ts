// Conducts virtual time: drain, find what comes next, write the clock down, jump, fire, and again.
// Time stands still while a handler, a message or a request is in flight.
import type { EpochMs } from '../../../functions/domain/time.ts';
import { minuteMs } from '../../../functions/domain/time.ts';
import type { InFlight } from './in-flight.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Rounds without time moving after which something must be going in circles. */
export const maxStillRounds = 1_000;

/** Something that hands on work as time passes: queues, the SES front's events. */
export interface Source {
  /** Does what can be done now; answers how many things that were. */
  work(): Promise<number>;
}

/** Something that wants to act at a time of its own. */
export interface Timer {
  /** When it wants to act next; undefined when nothing is planned. */
  nextAt(): EpochMs | undefined;
}

export interface ConductorParts {
  readonly clock: VirtualClock;
  readonly inFlight: InFlight;
  readonly sources: readonly Source[];
  readonly timers: readonly Timer[];
  /** The earliest verified `dueAt` of any item. */
  earliestDue(): Promise<EpochMs | undefined>;
  tick(): Promise<void>;
  /** Aborted when the runner is being stopped: an advance in progress ends after what it is doing. */
  readonly ending: AbortSignal;
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export class Conductor {
  private turn: Promise<unknown> = Promise.resolve();
  private readonly guests: (Source & Timer)[] = [];
  private lastTickAt: EpochMs | undefined;
  /** Rounds since the start, for those who measure. */
  rounds = 0;

  constructor(private readonly parts: ConductorParts) {}

  /** Lets somebody else do things as time passes, from the next round on. */
  join(guest: Source & Timer): void {
    this.guests.push(guest);
  }

  /** Does everything due up to `to` and leaves the clock there. Two advances take turns. Answers the time reached. */
  advanceTo(to: EpochMs): Promise<EpochMs> {
    return this.inTurn(async () => {
      await this.run(to);
      return this.parts.clock.now();
    });
  }

  /** Does everything that can be done without time moving. `begun` is called when its turn comes. */
  settle(begun?: () => void): Promise<void> {
    return this.inTurn(() => {
      begun?.();
      return this.drain();
    });
  }

  /** Jumps to the next thing that wants to happen, if any does before `limit`. */
  advanceToNext(limit: EpochMs): Promise<EpochMs> {
    return this.inTurn(async () => {
      await this.drain();
      const next = await this.next();
      if (next !== undefined && next.at <= limit) await this.run(Math.max(next.at, this.parts.clock.now()));
      return this.parts.clock.now();
    });
  }

  /** Resolves when nothing is in progress any more. */
  async rest(): Promise<void> {
    await this.turn;
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }

  private async run(to: EpochMs): Promise<void> {
    let still = 0;
    for (;;) {
      await this.drain();
      const next = await this.next();
      if (next === undefined || next.at > to) break;
      still = next.at > this.parts.clock.now() ? 0 : still + 1;
      if (still > maxStillRounds) {
        throw new Error(`${maxStillRounds} rounds went by at ${new Date(next.at).toISOString()} without time moving.`);
      }
      await this.jump(next.at);
      if (next.isTick) await this.fireTick();
    }
    if (to > this.parts.clock.now()) await this.jump(to);
  }

  private async drain(): Promise<void> {
    for (let pass = 0; pass < maxStillRounds; pass++) {
      if (this.parts.ending.aborted) throw new Interrupted('The runner is being stopped; start it again to go on.');
      let done = 0;
      for (const source of [...this.parts.sources, ...this.guests]) done += await source.work();
      if (done === 0) return;
    }
    throw new Error(`Queues still hold work after ${maxStillRounds} passes without time moving.`);
  }

  private async next(): Promise<{ at: EpochMs; isTick: boolean } | undefined> {
    this.rounds++;
    const now = this.parts.clock.now();
    const timers = [...this.parts.timers, ...this.guests]
      .map((timer) => timer.nextAt())
      .filter((at) => at !== undefined);
    const timerAt = timers.length > 0 ? Math.max(now, Math.min(...timers)) : Number.POSITIVE_INFINITY;
    const due = await this.parts.earliestDue();
    const tickAt = due === undefined ? Number.POSITIVE_INFINITY : this.tickFor(Math.max(due, now));
    const at = Math.min(timerAt, tickAt);
    return at === Number.POSITIVE_INFINITY ? undefined : { at, isTick: at === tickAt };
  }

  /** The schedule's first whole minute at or after `at` that has not had its tick. */
  private tickFor(at: EpochMs): EpochMs {
    const minute = Math.ceil(at / minuteMs) * minuteMs;
    return this.lastTickAt !== undefined && minute <= this.lastTickAt ? this.lastTickAt + minuteMs : minute;
  }

  private async fireTick(): Promise<void> {
    this.lastTickAt = this.parts.clock.now();
    await this.parts.tick();
  }

  private jump(at: EpochMs): Promise<void> {
    return this.parts.inFlight.whenIdle(() => this.parts.clock.moveTo(Math.max(at, this.parts.clock.now())));
  }
}

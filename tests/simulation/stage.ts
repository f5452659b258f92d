// The stage: invocations run one port call at a time, in an order the seed decides, and may die between any two.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EnrolmentKey } from '../../functions/domain/enrolment.ts';
import { type EpochMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import type { Budget } from '../../functions/ports/clock.ts';
import type { MemoryClock } from '../memory/clock-and-ids.ts';
import type { Ports } from '../memory/memory-world.ts';
import { type PortHook, wrapPorts } from '../memory/wrap-ports.ts';
import type { Random } from './random.ts';

export interface Faults {
  /** Chance that an invocation dies at a port call, half before it and half after. */
  readonly crash: number;
  /** Chance that a call throws without having happened, or after having happened. */
  readonly error: number;
  readonly lostAnswer: number;
  /** Chance that the SDK tried again, after others had their turn, although the first try was applied. */
  readonly retriedAfterApplied: number;
  /** Chance, at a port call, that hours pass at once: whoever was at work is over its time. */
  readonly clockJump: number;
  /** Chance, at a port call, that it takes a minute or so: whoever survives it is late. */
  readonly stall: number;
  /** Chance that an index read answers less, or something it answered before. */
  readonly staleIndex: number;
  /** Chance that a read made without consistency misses what was just written. */
  readonly staleRead: number;
  /** Chance that others have their turn between a bucket's mark and the batches that are read after it. */
  readonly tornRead: number;
}

export const noFaults: Faults = {
  crash: 0,
  error: 0,
  lostAnswer: 0,
  retriedAfterApplied: 0,
  clockJump: 0,
  stall: 0,
  staleIndex: 0,
  staleRead: 0,
  tornRead: 0,
};

/** Longest a call to storage or SES takes here. */
const slowestCallMs = 4_000;
/** A request on its way when its invocation died may still arrive, this much later at most. */
const slowestStrayMs = 150_000;
/** How long a stalled call takes, in seconds. */
const stallSeconds = [15, 100] as const;
/** Writes whose adapter recognises its own token when the SDK's first try was applied and its answer lost. */
const retryable = /^(batches\.change|(subscribers|enrolments|broadcasts|control)\.save)$/;
const writes = /\.(save|change|add|plan|merge|putSlice|markDirty|saveTotals|sendBulk|send)$/;

interface Parked {
  readonly actor: Actor;
  readonly label: string;
  readonly go: () => void;
  /** The call alone, with nobody left to answer to. */
  readonly stray: () => Promise<unknown>;
}

interface Stray {
  readonly at: EpochMs;
  readonly go: () => Promise<unknown>;
}

type ActorState = 'running' | 'done' | 'failed' | 'dead';

export interface Actor {
  readonly name: string;
  readonly deadline: EpochMs;
  state: ActorState;
  error?: unknown;
}

export class Stage {
  readonly log: string[] = [];
  /** When the clock jumped, from where to where. */
  readonly jumps: (readonly [EpochMs, EpochMs])[] = [];
  faults: Faults;
  #parked: Parked[] = [];
  #staleRefs: unknown[] = [];
  #strays: Stray[] = [];

  constructor(
    private readonly random: Random,
    private readonly clock: MemoryClock,
    faults: Faults,
  ) {
    this.faults = faults;
  }

  /** When the next request of a dead invocation arrives. */
  get nextStrayAt(): EpochMs {
    return Math.min(...this.#strays.map(({ at }) => at), Number.POSITIVE_INFINITY);
  }

  get busy(): number {
    return this.#parked.length;
  }

  /** Starts an invocation with ports of its own; `ended` is told how it went (never for one that died). */
  start(
    name: string,
    timeoutMs: number,
    ports: Ports,
    work: (ports: Ports, budget: Budget) => Promise<unknown>,
    ended: (actor: Actor) => void,
  ): Actor {
    const actor: Actor = { name, deadline: this.clock.now() + timeoutMs, state: 'running' };
    const budget: Budget = { remainingMs: () => Math.max(0, actor.deadline - this.clock.now()) };
    work(wrapPorts({ ...ports, budget }, this.#hook(actor, ports)), budget).then(
      () => this.#finish(actor, 'done', ended),
      (error: unknown) => {
        actor.error = error;
        this.#finish(actor, 'failed', ended);
      },
    );
    return actor;
  }

  #finish(actor: Actor, state: 'done' | 'failed', ended: (actor: Actor) => void): void {
    // Calls that a dead invocation had under way beside the one it died at come to nothing.
    if (actor.state === 'dead') return;
    actor.state = state;
    ended(actor);
  }

  #jump(byMs: number): void {
    const now = this.clock.now();
    this.jumps.push([now, now + byMs]);
    this.clock.advance(byMs);
  }

  /** Lets one waiting call happen, or its invocation die. Answers the actors that died. */
  async turn(): Promise<Actor | undefined> {
    await nextTurn();
    await this.#landStrays();
    if (this.#parked.length === 0) return undefined;
    const index = this.random.between(0, this.#parked.length - 1);
    const parked = this.#parked[index] as Parked;
    if (this.random.chance(this.faults.clockJump)) this.#jump(this.random.between(10, 300) * minuteMs);
    // Whoever judges how old a call may be counts it as a jump.
    if (this.random.chance(this.faults.stall)) this.#jump(this.random.between(...stallSeconds) * secondMs);
    this.clock.advance(this.random.chance(0.02) ? this.random.between(0, slowestCallMs) : this.random.between(0, 30));
    const late: boolean = this.clock.now() > parked.actor.deadline;
    if (late || this.random.chance(this.faults.crash / 2)) {
      return this.#kill(parked, late ? 'timed out' : 'died before');
    }
    this.#parked.splice(index, 1);
    parked.go();
    await nextTurn();
    const alive = parked.actor.state === 'running';
    if (alive && this.random.chance(this.faults.crash / 2)) return this.#kill(parked, 'died after');
    return undefined;
  }

  #kill({ actor, label }: Parked, how: string): Actor | undefined {
    // Calls it had under way when it ended in failure go on or die unnoticed.
    const counted = actor.state === 'running';
    this.log.push(`${this.clock.now()} ${actor.name} ${how} ${label}`);
    actor.state = 'dead';
    for (const one of this.#parked) {
      if (one.actor !== actor || !writes.test(one.label) || !this.random.chance(0.3)) continue;
      this.#strays.push({ at: this.clock.now() + this.random.between(0, slowestStrayMs), go: one.stray });
    }
    this.#parked = this.#parked.filter((one) => one.actor !== actor);
    return counted ? actor : undefined;
  }

  async #landStrays(): Promise<void> {
    const landed = this.#strays.filter(({ at }) => at <= this.clock.now());
    this.#strays = this.#strays.filter(({ at }) => at > this.clock.now());
    for (const { go } of landed) await go().catch(() => undefined);
  }

  #hook(actor: Actor, ports: Ports): PortHook {
    return (port, method, args, proceed) =>
      new Promise((resolve, reject) => {
        const label = `${port}.${method}`;
        const othersTurn = () =>
          new Promise<void>((go) => this.#parked.push({ actor, label, go, stray: async () => undefined }));
        const call = async (): Promise<unknown> => {
          const first = await proceed();
          if (retryable.test(label) && this.random.chance(this.faults.retriedAfterApplied)) {
            await othersTurn();
            return (await proceed()) || (first === true && method === 'save' && isStillMine(ports, port, args[0]));
          }
          if (label !== 'metrics.read' || !this.random.chance(this.faults.tornRead)) return first;
          await othersTurn();
          const { mark: _mark, dueAt: _dueAt, ...later } = (await proceed()) as BucketRead;
          const { mark, dueAt } = first as BucketRead;
          return { ...later, ...(mark !== undefined && { mark, dueAt }) };
        };
        const happen = async () => {
          if (isDead(actor)) return;
          if (this.random.chance(this.faults.error)) return reject(new Error(`simulated failure of ${label}`));
          const answer = this.#distort(label, await call());
          if (isDead(actor)) return;
          if (this.random.chance(this.faults.lostAnswer))
            return reject(new Error(`simulated loss of ${label}'s answer`));
          resolve(answer);
        };
        this.#parked.push({ actor, label, go: () => void happen().catch(reject), stray: proceed });
      });
  }

  #distort(label: string, answer: unknown): unknown {
    if (label === 'batches.getMany' && answer instanceof Map)
      return new Map([...answer].filter(() => !this.random.chance(this.faults.staleRead)));
    if (label !== 'due.due' || !Array.isArray(answer)) return answer;
    const known = this.#staleRefs;
    this.#staleRefs = [...known, ...answer].slice(-200);
    if (!this.random.chance(this.faults.staleIndex)) return answer;
    const partial = answer.filter(() => this.random.chance(0.7));
    const kind = (answer[0] as { kind?: string } | undefined)?.kind;
    const ghosts = known.filter((ref) => (ref as { kind: string }).kind === kind && this.random.chance(0.05));
    return [...partial, ...ghosts];
  }
}

type BucketRead = Awaited<ReturnType<Ports['metrics']['read']>>;

/** The second try of a save that was applied: its adapter finds its own token, unless somebody has saved since. */
async function isStillMine(ports: Ports, port: keyof Ports, saved: unknown): Promise<boolean> {
  const { rev, id = '' } = saved as { readonly rev: number; readonly id?: string };
  const stored = async (): Promise<{ readonly rev: number } | undefined> => {
    if (port === 'enrolments') return (await ports.enrolments.getMany([saved as EnrolmentKey]))[0];
    if (port === 'control') return ports.control.get();
    return port === 'broadcasts' ? ports.broadcasts.get(id) : ports.subscribers.get(id);
  };
  return (await stored())?.rev === rev + 1;
}

function isDead({ state }: Actor): boolean {
  return state === 'dead';
}

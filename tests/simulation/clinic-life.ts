// One seeded life of a clinic: people walk a small journey and get a newsletter while everything that can fail does.
import { setImmediate as nextTurn } from 'node:timers/promises';
import clinicConfig from '../../clinic.config.ts';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { QueueMessages, QueueName } from '../../functions/ports/queue.ts';
import { audienceShard, audienceShards, dueShard, keys } from '../../functions/table.ts';
import { advanceEnrolments } from '../../functions/usecases/advance-enrolments.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { tick } from '../../functions/usecases/tick.ts';
import { dueOnce } from '../memory/due-index.ts';
import { MemoryWorld, type Ports } from '../memory/memory-world.ts';
import { nameOf } from '../memory/state.ts';
import { newPerson, startNewsletter } from './beginning.ts';
import { afterDeed, carryOutDeed, type Deed, type Done, deedsOf } from './deeds.ts';
import type { Life, LifeOptions } from './life.ts';
import { type LateWord, type Release, watchReleases } from './patience.ts';
import { shelfOf } from './people-checks.ts';
import { Random } from './random.ts';
import { type Brake, Restraint, watchBrakes } from './restraint.ts';
import { SimulatedSes } from './ses.ts';
import { earlierJourney, smallJourney } from './small-journey.ts';
import { type Faults, noFaults, Stage } from './stage.ts';

interface Waiting {
  readonly at: EpochMs;
  readonly queue: QueueName | 'ses-events' | 'deeds';
  readonly message: unknown;
}

const utcClinic = { ...clinicConfig, timeZone: 'UTC' };
const countingDeps = (ports: Ports) => ({ ...ports, clinic: utcClinic, linkTables: ports.links, audienceShards });
const startAt = Date.UTC(2027, 0, 4, 8);
/** After this the world behaves, so that everything can drain. */
const troubleUntil = startAt + 6 * dayMs;
const newsletterAt = startAt + 2 * dayMs + 3 * hourMs;
const maxTurns = 200_000;
const maxConcurrent = 4;
/** Lambda's own limits, per function. */
const timeoutMs = {
  advance: 120_000,
  send: 60_000,
  rollup: 60_000,
  broadcast: 120_000,
  transactional: 30_000,
  hits: 60_000,
  'ses-events': 60_000,
  deeds: 30_000,
  tick: 30_000,
};
/** What waits here comes again until it was worked; all else is a hint, which may be lost for good. */
const lasting: ReadonlySet<Waiting['queue']> = new Set(['ses-events', 'hits', 'deeds']);

export class ClinicLife {
  readonly #random: Random;
  readonly #world: MemoryWorld;
  readonly #ses: SimulatedSes;
  readonly #stage: Stage;
  readonly #restraint: Restraint;
  readonly #journey: Journey;
  readonly #broadcastId = 'broadcast-one-0000000';
  #waiting: Waiting[] = [];
  #lastTick = 0;
  #eventsStopped: readonly [EpochMs, EpochMs];
  #newsletterStarted = false;
  #running = 0;

  constructor(
    readonly seed: number,
    private readonly options: LifeOptions,
  ) {
    this.#random = new Random(seed);
    this.#journey = smallJourney;
    this.#world = new MemoryWorld({ now: startAt, seed: `seed-${seed}`, journeys: [this.#journey] });
    const { clock } = this.#world;
    this.#restraint = new Restraint(seed, startAt, this.#world);
    const { throwsAway } = this.#restraint;
    this.#ses = new SimulatedSes(
      this.#random,
      () => clock.now(),
      { rate: 0, lateEventMs: 0 },
      throwsAway,
      (batchId, slot) => shelfOf(this.#world, batchId, slot),
    );
    this.#stage = new Stage(this.#random, clock, noFaults);
    this.#brakes = watchBrakes(this.#world);
    this.#releases = watchReleases(this.#world);
    // Half the clinics have their event consumer stopped for an hour about the time when the morning's mail leaves.
    const stopAt = startAt + this.#random.between(0, 4) * dayMs + this.#random.between(40, 65) * minuteMs;
    this.#eventsStopped = this.#random.chance(0.5) ? [stopAt, stopAt + hourMs] : [0, 0];
  }

  async run(): Promise<Life> {
    await this.#populate();
    let turns = 0;
    for (; turns < maxTurns; turns++) {
      this.#weather();
      await this.#restraint.act((work) => this.#invoke('tick', work, undefined));
      if (this.#stage.busy === 0) await nextTurn();
      const started = this.#startSomething();
      const died = await this.#stage.turn();
      if (died) this.#bury(died);
      if (!started && this.#stage.busy === 0 && this.#running === 0 && !this.#skipAhead()) break;
    }
    if (turns === maxTurns) throw new Error(`Seed ${this.seed}: still busy after ${maxTurns} turns; ${this.#state()}.`);
    const { seed } = this;
    return {
      seed,
      world: this.#world,
      ses: this.#ses,
      journey: this.#journey,
      broadcastId: this.#broadcastId,
      stage: this.#stage,
      restraint: this.#restraint,
      eventsStopped: this.#eventsStopped,
      bouncesKnownAt: this.#bouncesKnownAt,
      deeds: this.#deeds,
      resumesBegun: this.#resumesBegun,
      brakes: this.#brakes,
      releases: this.#releases,
      lateWords: this.#lateWords,
      options: this.options,
      turns,
    };
  }

  async #populate(): Promise<void> {
    await this.#world.journeys.keepCurrent();
    const begun = this.#restraint.moves ? earlierJourney : this.#journey;
    const { id, version } = earlierJourney;
    this.#world.state.journeys.set(nameOf(keys.journeyVersion(id, version)), earlierJourney);
    const people: Subscriber[] = [];
    for (let index = 0; index < this.options.people; index++) {
      const subscriber = newPerson(this.#world, this.#random, index, startAt);
      people.push(subscriber);
      await this.#world.subscribers.save(subscriber);
      await this.#world.enrolments.save(enrol(subscriber.id, begun, startAt + this.#random.between(0, 36) * hourMs));
    }
    for (const deed of deedsOf(this.seed, startAt, people)) this.#wait('deeds', deed, deed.at);
    await this.#world.broadcasts.save({
      id: this.#broadcastId,
      rev: 0,
      subject: 'News',
      markdown: 'Hello',
      state: 'draft',
      createdAt: startAt,
      createdBy: 'staff',
    });
  }

  /** Trouble comes and goes, and ends. */
  #weather(): void {
    const bad = this.#world.clock.now() < troubleUntil ? this.options.trouble : 0;
    const faults: Faults = {
      crash: 0.01 * bad,
      error: 0.01 * bad,
      lostAnswer: 0.01 * bad,
      retriedAfterApplied: 0.02 * bad,
      clockJump: 0.0004 * bad,
      stall: 0.0008 * bad,
      staleIndex: 0.2 * bad,
      staleRead: 0.02 * bad,
      tornRead: 0.1 * bad,
    };
    const chosen = this.options.only ? { ...noFaults, retriedAfterApplied: 0.3 } : faults;
    this.#stage.faults = bad === 0 ? noFaults : chosen;
    this.#ses.troubles = { rate: this.options.only ? 0 : Math.min(0.6, 0.25 * bad), lateEventMs: hourMs };
    if (this.#newsletterStarted || this.#world.clock.now() < newsletterAt) return;
    this.#newsletterStarted = true;
    void startNewsletter(this.#world, this.#broadcastId);
  }

  #startSomething(): boolean {
    this.#collect();
    const now = this.#world.clock.now();
    if (this.#running >= maxConcurrent) return false;
    if (now - this.#lastTick >= minuteMs && this.#anythingDue(now)) {
      this.#lastTick = now;
      this.#invoke('tick', (ports) => tick(ports), undefined);
      this.#invoke('rollup', (ports, budget) => rollupDue(countingDeps(ports), budget), undefined);
      return true;
    }
    const ready = this.#waiting.filter(
      (one) => one.at <= now && !(one.queue === 'ses-events' && this.#eventsAreStopped(now)),
    );
    if (ready.length === 0 || this.#random.chance(0.3)) return false;
    const chosen = this.#random.pick(ready);
    const together =
      chosen.queue === 'ses-events' || chosen.queue === 'hits'
        ? ready.filter(({ queue }) => queue === chosen.queue).slice(0, this.#random.between(1, 40))
        : [chosen];
    this.#waiting = this.#waiting.filter((one) => !together.includes(one));
    // At least once: now and then a message is delivered again although it was worked.
    if (this.#stage.faults !== noFaults && this.#random.chance(0.05))
      this.#wait(chosen.queue, chosen.message, now + this.#random.between(0, 300_000));
    this.#work(chosen.queue, together);
    return true;
  }

  #work(queue: Waiting['queue'], taken: readonly Waiting[]): void {
    const messages = taken.map(({ message }) => message);
    this.#invoke(queue, (ports, budget) => this.#consume(queue, ports, messages, budget), taken);
  }

  async #consume(
    queue: Waiting['queue'],
    ports: Ports,
    messages: readonly unknown[],
    budget: Ports['budget'],
  ): Promise<unknown> {
    const deps = {
      ...ports,
      clinic: utcClinic,
      audienceShardOf: audienceShard,
      linkTables: ports.links,
      shardOf: (subscriberId: string) => dueShard('enrolment', subscriberId),
    };
    const first = messages[0];
    switch (queue) {
      case 'advance':
        return advanceEnrolments(deps, (first as QueueMessages['advance']).shard, budget);
      case 'send':
        return sendBatch(deps, (first as QueueMessages['send']).batchId, budget);
      case 'broadcast':
        return publishBroadcast(deps, (first as QueueMessages['broadcast']).broadcastId, budget);
      case 'hits':
        return this.#failedAgain(queue, (await recordHits(deps, messages as QueueMessages['hits'][])).failed);
      case 'ses-events': {
        const beganAt = this.#world.clock.now();
        const { failed } = await recordEngagement(deps, messages as MailEvent[]);
        const lateMs = beganAt - Math.min(...(messages as MailEvent[]).map(({ at }) => at));
        if (failed.length === 0) this.#lateWords.push({ at: this.#world.clock.now(), lateMs });
        const unrecorded = new Set<unknown>(failed.map(({ message }) => message));
        for (const message of messages as MailEvent[]) if (!unrecorded.has(message)) this.#noteBounce(message);
        return this.#failedAgain(queue, failed);
      }
      case 'deeds':
        return this.#carryOut(ports, first as Deed);
      case 'transactional':
        return undefined;
    }
  }

  async #carryOut(ports: Ports, deed: Deed): Promise<void> {
    const { kind, subscriberId } = deed;
    if (kind === 'resume' && !this.#resumesBegun.has(subscriberId))
      this.#resumesBegun.set(subscriberId, this.#world.clock.now());
    await carryOutDeed(ports, deed);
    const doneAt = this.#world.clock.now();
    this.#deeds.push({ ...deed, doneAt });
    for (const next of afterDeed(deed, doneAt)) this.#wait('deeds', next, next.at);
  }

  #noteBounce({ kind, tags }: MailEvent): void {
    if (kind !== 'bounce' || tags.batch === undefined) return;
    const recipients = this.#world.state.recipients.get(tags.batch) ?? [];
    const { subscriberId = '' } = recipients.find(({ slot }) => slot === Number(tags.slot)) ?? {};
    const email = this.#world.state.subscribers.get(subscriberId)?.email;
    if (email && !this.#bouncesKnownAt.has(email)) this.#bouncesKnownAt.set(email, this.#world.clock.now());
  }

  #failedAgain(queue: Waiting['queue'], failed: readonly { readonly message: unknown }[]): void {
    for (const { message } of failed) this.#wait(queue, message, this.#world.clock.now() + minuteMs);
  }

  #invoke(
    name: keyof typeof timeoutMs,
    work: (ports: Ports, budget: Ports['budget']) => Promise<unknown>,
    taken: readonly Waiting[] | undefined,
  ): void {
    this.#running += 1;
    const startedAt = this.#world.clock.now();
    const ports: Ports = { ...portsOf(this.#world), mailer: this.#ses.calledBy(startedAt + timeoutMs[name]) };
    const again = () => {
      for (const one of taken ?? []) {
        if (!lasting.has(one.queue) && this.#random.chance(0.5)) continue;
        this.#wait(one.queue, one.message, startedAt + this.#random.between(60_000, 400_000));
      }
    };
    const actor = this.#stage.start(name, timeoutMs[name], ports, work, ({ state }) => {
      this.#running -= 1;
      if (state === 'failed') again();
    });
    this.#onDeath.set(actor, again);
  }

  readonly #bouncesKnownAt = new Map<string, EpochMs>();
  readonly #deeds: Done[] = [];
  readonly #resumesBegun = new Map<string, EpochMs>();
  readonly #brakes: readonly Brake[];
  readonly #releases: readonly Release[];
  readonly #lateWords: LateWord[] = [];
  readonly #onDeath = new Map<object, () => void>();

  /** Messages that use cases queued, and events SES has ready, become waiting messages. */
  #collect(): void {
    for (const queue of ['advance', 'send', 'broadcast', 'transactional', 'hits'] as const) {
      for (const message of this.#world.queues.take(queue)) {
        const lost = queue !== 'hits' && this.#stage.faults !== noFaults && this.#random.chance(0.05);
        if (!lost) this.#wait(queue, message, this.#world.clock.now() + this.#random.between(0, 2_000));
      }
    }
    for (const { at, event } of this.#ses.events.splice(0)) {
      this.#wait('ses-events', event, at);
      this.#react(event);
    }
  }

  /** Some people open what was delivered, minutes or hours later. */
  #react({ kind, tags, at }: MailEvent): void {
    if (kind !== 'delivery' || tags.batch === undefined || !this.#random.chance(0.4)) return;
    const openAt = at + this.#random.between(2, 40 * 60) * minuteMs;
    const event = {
      kind: 'open' as const,
      at: openAt,
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.0',
      ip: '203.0.113.0',
    };
    this.#wait('hits', { kind: 'engagement', batchId: tags.batch, slot: Number(tags.slot), event }, openAt);
  }

  #wait(queue: Waiting['queue'], message: unknown, at: EpochMs): void {
    this.#waiting.push({ at, queue, message });
  }

  #eventsAreStopped(now: EpochMs): boolean {
    return now >= this.#eventsStopped[0] && now < this.#eventsStopped[1];
  }

  #anythingDue(now: EpochMs): boolean {
    return dueOnce(this.#world.state).some(({ dueAt }) => dueAt <= now);
  }

  #state(): string {
    const due = dueOnce(this.#world.state).map(({ dueAt, ref }) => `${dueAt} ${JSON.stringify(ref)}`);
    return JSON.stringify({
      now: this.#world.clock.now(),
      running: this.#running,
      parked: this.#stage.busy,
      waiting: this.#waiting.slice(0, 5),
      due: due.slice(0, 5),
    });
  }

  /** Nothing runs: jump to whatever comes next. Answers false when nothing ever will. */
  #skipAhead(): boolean {
    const now = this.#world.clock.now();
    const due = dueOnce(this.#world.state).map(({ dueAt }) => Math.max(dueAt, this.#lastTick + minuteMs));
    const messages = this.#waiting.map(({ at, queue }) =>
      queue === 'ses-events' && this.#eventsAreStopped(Math.max(at, now)) ? this.#eventsStopped[1] : at,
    );
    const newsletter = this.#newsletterStarted ? [] : [newsletterAt];
    const next = [...due, ...messages, ...newsletter, this.#stage.nextStrayAt, this.#restraint.nextAt].reduce(
      (a, b) => Math.min(a, b),
      Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(next)) return false;
    if (next > now) this.#world.clock.set(next);
    return true;
  }

  /** A dead invocation's messages come again, as after a visibility time-out. */
  #bury(actor: object): void {
    this.#running -= 1;
    this.#onDeath.get(actor)?.();
  }
}

function portsOf(world: MemoryWorld): Ports {
  return world;
}

// The pipeline over memory on a calm day: the tick each minute something is due, queues drained, mail taken by a mailer
// that remembers when.
import clinicConfig from '../../clinic.config.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { type EpochMs, minuteMs } from '../../functions/domain/time.ts';
import type { BulkEmail, EntryResult } from '../../functions/ports/mailer.ts';
import { audienceShard, audienceShards, dueShard } from '../../functions/table.ts';
import { advanceEnrolments } from '../../functions/usecases/advance-enrolments.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { sendNoticeMail } from '../../functions/usecases/send-notice-mail.ts';
import { sendTransactional } from '../../functions/usecases/send-transactional.ts';
import { tick } from '../../functions/usecases/tick.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { person } from '../engagement/people.ts';
import { dueEntries } from '../memory/due-index.ts';
import { MemoryWorld, type WorldOptions } from '../memory/memory-world.ts';

export interface Sent {
  readonly to: string;
  readonly template: string;
  readonly at: EpochMs;
}

const maxDrains = 500;

export class Pipeline {
  readonly world: MemoryWorld;
  readonly clinic: Clinic;
  readonly sent: Sent[] = [];
  /** Answers a call in SES's place; undefined: takes it. */
  refuse: (email: BulkEmail, at: EpochMs) => EntryResult | undefined = () => undefined;

  constructor(
    readonly journey: Journey,
    options: WorldOptions = {},
    clinic: Partial<Clinic> = {},
  ) {
    this.world = new MemoryWorld({ now: Date.UTC(2027, 0, 4, 8), seed: 'sending', journeys: [journey], ...options });
    this.clinic = { ...clinicConfig, timeZone: 'UTC', ...clinic };
    this.world.mailer.answerBulk = (email) => this.#take(email);
  }

  get deps() {
    const { world, clinic } = this;
    const shardOf = (subscriberId: string) => dueShard('enrolment', subscriberId);
    return { ...world, clinic, audienceShardOf: audienceShard, audienceShards, linkTables: world.links, shardOf };
  }

  get now(): EpochMs {
    return this.world.clock.now();
  }

  async enrolPeople(count: number, at = this.now): Promise<string[]> {
    await this.world.journeys.keepCurrent();
    const ids = Array.from({ length: count }, (_, index) => this.idOf(`person-${index}`));
    for (const id of ids) {
      await this.world.subscribers.save({ ...person(id, 'marketing'), activeSince: at });
      await this.world.enrolments.save(enrol(id, this.journey, at));
    }
    return ids;
  }

  idOf(name: string): string {
    return this.world.identity.subscriberId(`${name}@example.com`);
  }

  /** What startBroadcast leaves behind, without its compiler. */
  async startNewsletter(id: string): Promise<void> {
    const content = { issueId: id, subject: 'News', preheader: '', html: '<p>News</p>', text: 'News', links: [] };
    await this.world.blobs.put(id, JSON.stringify(content), 'application/json');
    const chains = Object.fromEntries(Array.from({ length: audienceShards }, (_, shard) => [String(shard), 0]));
    const times = { createdAt: this.now, cutoffAt: this.now, dueAt: this.now };
    const words = { subject: 'News', markdown: 'News', createdBy: 'staff' };
    await this.world.broadcasts.save({
      id,
      rev: 0,
      state: 'planning',
      contentKey: id,
      chains,
      planned: 0,
      ...times,
      ...words,
    });
  }

  /** Lives until then: jumps to each minute at which something is due. `pause` may end it after any of them. */
  async runTo(to: EpochMs, pause: () => boolean = () => false): Promise<void> {
    await this.drain();
    for (;;) {
      const next = dueEntries(this.world.state).reduce((least, { dueAt }) => Math.min(least, dueAt), to + 1);
      const minute = Math.max(Math.ceil(next / minuteMs) * minuteMs, Math.floor(this.now / minuteMs + 1) * minuteMs);
      if (next > to || minute > to) break;
      this.world.clock.set(minute);
      await tick(this.world);
      await rollupDue(this.deps, this.world.budget);
      await this.drain();
      if (pause()) return;
    }
    this.world.clock.set(Math.max(to, this.now));
  }

  /** Plans what is due now and leaves the batches for somebody else to send. */
  async plannedBatches(): Promise<string[]> {
    await tick(this.world);
    for (const { shard } of this.world.queues.take('advance'))
      await advanceEnrolments(this.deps, shard, this.world.budget);
    return this.world.queues.take('send').map(({ batchId }) => batchId);
  }

  runFor(durationMs: number): Promise<void> {
    return this.runTo(this.now + durationMs);
  }

  async drain(): Promise<void> {
    const { world, deps } = this;
    for (let drains = 0; drains < maxDrains; drains++) {
      const before = this.#worked;
      for (const { shard } of world.queues.take('advance'))
        await this.#work(advanceEnrolments(deps, shard, world.budget));
      for (const { broadcastId } of world.queues.take('broadcast'))
        await this.#work(publishBroadcast(deps, broadcastId, world.budget));
      for (const { batchId } of world.queues.take('send')) await this.#work(sendBatch(deps, batchId, world.budget));
      for (const message of world.queues.take('transactional'))
        await this.#work('to' in message ? sendNoticeMail(deps) : sendTransactional(deps, message.subscriberId));
      if (this.#worked === before) return;
    }
    throw new Error('The queues never run empty.');
  }

  #worked = 0;

  async #work(working: Promise<unknown>): Promise<void> {
    this.#worked += 1;
    await working;
  }

  #take(email: BulkEmail): EntryResult[] {
    const refused = this.refuse(email, this.now);
    const template = this.world.state.batches.get(email.tags.batch ?? '')?.subject;
    const name = template?.kind === 'journey' ? template.step : 'newsletter';
    return email.entries.map(({ to }) => {
      if (refused) return refused;
      this.sent.push({ to, template: name, at: this.now });
      return this.world.mailer.accept();
    });
  }
}

export const dailySeries = compileJourney(
  'daily.yaml',
  `
id: daily
title: One e-mail a day, counted from the enrolment
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: { for: 1 day, since: enrolment }
  - send: two
    shelfLife: 1 day
  - wait: { for: 2 days, since: enrolment }
  - send: three
    shelfLife: 3 days
  - wait: { for: 3 days, since: enrolment }
  - send: four
    shelfLife: 3 days
`,
  new Set(['one', 'two', 'three', 'four']),
);

/** How many e-mails each person had in her worst stretch of so many milliseconds. */
export function mostWithin(sent: readonly Sent[], spanMs: number): number {
  const byPerson = Map.groupBy(sent, ({ to }) => to);
  const stretches = [...byPerson.values()].flatMap((mails) =>
    mails.map(({ at }) => mails.filter((one) => one.at >= at && one.at < at + spanMs).length),
  );
  return Math.max(0, ...stretches);
}

// A year of a clinic with the real series: people of many zones and tempers join, read, leave and book; newsletters go out,
// staff pause the series and stop everything for a while. Calm otherwise: faults are the business of clinic-life.ts.
import clinicConfig from '../../clinic.config.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { BulkEmail, EntryResult } from '../../functions/ports/mailer.ts';
import { audienceShard, audienceShards, dueShard } from '../../functions/table.ts';
import { advanceEnrolments } from '../../functions/usecases/advance-enrolments.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { pausePart, pausePerson, resumePart, resumePerson } from '../../functions/usecases/pause-walks.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { reportGoal } from '../../functions/usecases/report-goal.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { tick } from '../../functions/usecases/tick.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { Agenda } from './agenda.ts';
import { DueCalendar, WatchedState } from './due-calendar.ts';
import { Random } from './random.ts';

export const yearStart = Date.UTC(2027, 0, 1);
export const yearDays = 365;
/** People join until then, so that everybody's series can end within the year. */
const joiningDays = 250;
const newsletterEveryDays = 30;
const zones = [
  'Europe/London',
  'Europe/Warsaw',
  'America/New_York',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Pacific/Honolulu',
];
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.0';
const shardOf = (subscriberId: string) => dueShard('enrolment', subscriberId);
const maxDrains = 10_000;

export type Temper = 'eager' | 'opener' | 'quiet' | 'untracked';

export interface Mail {
  readonly to: string;
  readonly at: EpochMs;
  /** The journey's step, or `newsletter`. */
  readonly step: string;
}

export interface YearOptions {
  readonly seed: number;
  readonly people: number;
  readonly journey: Journey;
}

export class YearLife {
  readonly log: string[] = [];
  readonly mails: Mail[] = [];
  readonly world: MemoryWorld;
  readonly clinic: Clinic = { ...clinicConfig };
  readonly #calendar: DueCalendar;
  readonly #agenda = new Agenda<() => Promise<unknown>>();
  readonly #random: Random;
  readonly #tempers = new Map<string, Temper>();
  #lastTick = 0;
  #issues = 0;

  constructor(private readonly options: YearOptions) {
    const state = new WatchedState();
    this.#calendar = new DueCalendar(state);
    this.#random = new Random(options.seed);
    this.world = new MemoryWorld({
      now: yearStart,
      seed: `year-${options.seed}`,
      journeys: [options.journey],
      state,
    });
    this.world.mailer.answerBulk = (email) => this.#take(email);
  }

  async run(): Promise<this> {
    await this.world.journeys.keepCurrent();
    this.#fillAgenda();
    const end = yearStart + yearDays * dayMs;
    for (;;) {
      const tickAt = Math.max(Math.ceil(this.#calendar.nextAt / minuteMs) * minuteMs, this.#lastTick + minuteMs);
      const next = Math.min(tickAt, this.#agenda.nextAt);
      if (next > end) return this;
      this.world.clock.set(Math.max(next, this.world.clock.now()));
      if (this.#agenda.nextAt <= next) await this.#agenda.take()?.entry();
      else {
        this.#lastTick = next;
        await tick({ ...this.world, due: this.#calendar });
      }
      await this.#drain();
    }
  }

  get #deps() {
    const { world, clinic } = this;
    const due = this.#calendar;
    return { ...world, due, clinic, audienceShardOf: audienceShard, audienceShards, linkTables: world.links, shardOf };
  }

  #fillAgenda(): void {
    const { people, journey } = this.options;
    for (let index = 0; index < people; index++) {
      const at = yearStart + this.#random.between(0, joiningDays * 24 * 60 - 1) * minuteMs;
      const temper = this.#random.pick(['eager', 'opener', 'quiet', 'untracked', 'untracked'] as const);
      const zone = this.#random.pick(zones);
      this.#agenda.note(at, () => this.#join(index, temper, zone));
    }
    for (let day = newsletterEveryDays; day < yearDays - 14; day += newsletterEveryDays) {
      this.#agenda.note(yearStart + day * dayMs + 9 * hourMs, () => this.#startNewsletter());
    }
    const plan: readonly [number, () => Promise<unknown>, string][] = [
      [70, () => pausePart(this.world, { journeyId: journey.id }, 'staff'), 'the series is paused'],
      [84, () => resumePart(this.world, { journeyId: journey.id }), 'the series goes on'],
      [130, () => pausePart(this.world, { journeyId: journey.id, step: 'microneedling' }, 'staff'), 'a step is paused'],
      [134, () => resumePart(this.world, { journeyId: journey.id, step: 'microneedling' }), 'the step goes on'],
      [
        180,
        () => stopSending(this.world, { by: 'staff', reason: 'emergency-stop', everything: false }),
        'all is stopped',
      ],
      [182, () => resumeSending(this.#deps, { by: 'staff' }), 'all goes on'],
    ];
    for (const [day, act, words] of plan) {
      this.#agenda.note(yearStart + day * dayMs + 8 * hourMs, () => {
        this.#say(words);
        return act();
      });
    }
  }

  async #join(index: number, temper: Temper, timeZone: string): Promise<void> {
    const now = this.world.clock.now();
    const email = `person-${index}@example.com`;
    const id = this.world.identity.subscriberId(email);
    const said = { wording: '1', at: now, source: 'form', given: true } as const;
    const subscriber: Subscriber = {
      id,
      rev: 0,
      email,
      status: 'active',
      consents: [
        { purpose: 'marketing', ...said },
        ...(temper === 'untracked' ? [] : [{ purpose: 'tracking', ...said } as const]),
      ],
      locale: 'en',
      timeZone,
      createdAt: now,
      activeSince: now,
      attributes: {},
      tags: [],
    };
    this.#tempers.set(email, temper);
    this.#say(`${email} joins, ${temper}, ${timeZone}`);
    await this.world.subscribers.save(subscriber);
    await this.world.enrolments.save(enrol(id, this.options.journey, now));
    const later = (mostDays: number) => now + this.#random.between(1, mostDays * 24 * 60) * minuteMs;
    if (this.#random.chance(0.08)) this.#act(later(40), email, 'leaves', () => this.#leave(id));
    if (this.#random.chance(0.06)) this.#act(later(40), email, 'books', () => reportGoal(this.world, id));
    if (this.#random.chance(0.03)) {
      const from = later(25);
      this.#act(from, email, 'is paused', () => pausePerson(this.world, id));
      this.#act(from + 14 * dayMs, email, 'is resumed', () => resumePerson(this.world, id));
    }
  }

  #leave(subscriberId: string): Promise<unknown> {
    return leaveAs(this.world, { subscriberId }, 'page');
  }

  #act(at: EpochMs, who: string, words: string, act: () => Promise<unknown>): void {
    this.#agenda.note(at, () => {
      this.#say(`${who} ${words}`);
      return act();
    });
  }

  async #startNewsletter(): Promise<void> {
    const now = this.world.clock.now();
    this.#issues += 1;
    const id = `issue-${this.#issues}`.padEnd(22, '0');
    this.#say(`newsletter ${this.#issues}`);
    const content = { issueId: id, subject: 'News', preheader: '', html: '<p>News</p>', text: 'News', links: [] };
    await this.world.blobs.put(id, JSON.stringify(content), 'application/json');
    await this.world.broadcasts.save({
      id,
      rev: 0,
      subject: 'News',
      markdown: 'News',
      state: 'planning',
      createdAt: now,
      createdBy: 'staff',
      cutoffAt: now,
      contentKey: id,
      chains: Object.fromEntries(Array.from({ length: audienceShards }, (_, shard) => [String(shard), 0])),
      planned: 0,
      dueAt: now,
    });
  }

  async #drain(): Promise<void> {
    const { world } = this;
    const deps = this.#deps;
    for (let drains = 0; drains < maxDrains; drains++) {
      const advance = world.queues.take('advance');
      const broadcast = world.queues.take('broadcast');
      const send = world.queues.take('send');
      const hits = world.queues.take('hits', 100);
      if (advance.length + broadcast.length + send.length + hits.length === 0) return;
      for (const { shard } of advance) await advanceEnrolments(deps, shard, world.budget);
      for (const { broadcastId } of broadcast) await publishBroadcast(deps, broadcastId, world.budget);
      for (const { batchId } of send) await sendBatch(deps, batchId, world.budget);
      if (hits.length > 0) await recordHits(deps, hits);
    }
    throw new Error('The queues never run empty.');
  }

  #take({ tags, entries }: BulkEmail): EntryResult[] {
    const now = this.world.clock.now();
    const batchId = tags.batch ?? '';
    const subject = this.world.state.batches.get(batchId)?.subject;
    const step = subject?.kind === 'journey' ? subject.step : 'newsletter';
    // SES tells of its deliveries a few seconds later, those of a call together.
    this.#agenda.note(now + 5_000, () =>
      recordEngagement(
        this.#deps,
        entries.map(({ slot }) => ({
          kind: 'delivery' as const,
          mailAt: now,
          at: now + 2_000,
          tags: { ...tags, slot: String(slot) },
        })),
      ),
    );
    for (const { to, slot } of entries) {
      this.mails.push({ to, at: now, step });
      this.#say(`${to} gets ${step}`);
      this.#react(this.#tempers.get(to) ?? 'quiet', batchId, slot, now);
    }
    return entries.map(() => this.world.mailer.accept());
  }

  #react(temper: Temper, batchId: string, slot: number, sentAt: EpochMs): void {
    const reads = temper === 'eager' || (temper === 'opener' && this.#random.chance(0.6));
    if (!reads) return;
    const at = sentAt + this.#random.between(10, 4 * 24 * 60) * minuteMs;
    const seen = { userAgent: agent, ip: '203.0.113.0' };
    const hit = (event: { kind: 'open' | 'click'; at: EpochMs; link?: number }) =>
      recordHits(this.#deps, [{ kind: 'engagement', batchId, slot, event: { ...event, ...seen } }]);
    this.#agenda.note(at, () => hit({ kind: 'open', at }));
    if (temper !== 'eager' || this.#random.chance(0.5)) return;
    this.#agenda.note(at + minuteMs, () => hit({ kind: 'click', at: at + minuteMs, link: 0 }));
  }

  #say(words: string): void {
    this.log.push(`${new Date(this.world.clock.now()).toISOString()} ${words}`);
  }
}

// SES as it may behave: accepts, refuses, throttles, loses its answer, sends its events late, twice or in any order.
// It keeps the truth: what really left, to whom, from which slot and attempt.
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import { type EpochMs, fromSeconds36, minuteMs } from '../../functions/domain/time.ts';
import type { BulkEmail, EntryResult, Mailer, SingleEmail } from '../../functions/ports/mailer.ts';
import type { Random } from './random.ts';

export interface Delivery {
  readonly to: string;
  readonly batchId: string;
  readonly slot: number;
  readonly attempt: number;
  readonly at: EpochMs;
  readonly bounced: boolean;
  /** SES took it, and threw it away afterwards: nobody got it. */
  readonly thrownAway: boolean;
  /** Hash of what was rendered, as its tags tell. */
  readonly render: string;
  /** When what is in the slot grows stale for her. */
  readonly shelfUntil: EpochMs;
  /** When its call began, by the caller's clock; a slow call reaches SES later. */
  readonly calledAt: EpochMs;
  /** When the first event about it reached the queue. */
  readonly firstWordAt: EpochMs;
}

export interface ComingEvent {
  readonly at: EpochMs;
  readonly event: MailEvent;
}

export interface SesTroubles {
  /** Share of calls that go wrong in some way. */
  readonly rate: number;
  /** Events of one e-mail may come this much later than they should. */
  readonly lateEventMs: number;
}

const troubledCourses = ['throttle', 'accept-silently', 'drop', 'mixed', 'quota', 'mixed-unknown'] as const;
/** Refusals that slow everybody down or hold everybody back, and such as concern this call alone. */
const passingReasons = ['ses-too-many-requests', 'ses-not-found', 'ses-access-denied'] as const;
const holdingReasons = ['ses-daily-quota-exceeded', 'ses-account-sending-paused', 'ses-expired-token'] as const;
/** AWS refuses a request that comes later after its time stamp (IAM user guide, "AWS Signature Version 4 for API requests"). */
const signatureMs = 5 * minuteMs;
type Course = 'accept' | (typeof troubledCourses)[number];

export class SimulatedSes {
  readonly deliveries: Delivery[] = [];
  /** In their order; `isRefused`: nothing of it was taken, and all of it may be tried later. */
  readonly calls: {
    readonly batchId: string;
    readonly at: EpochMs;
    readonly calledAt: EpochMs;
    /** When whoever called would be ended by its platform. */
    readonly deadline: EpochMs;
    readonly isRefused: boolean;
  }[] = [];
  readonly probes: { readonly at: EpochMs; readonly firstWordAt: EpochMs }[] = [];
  readonly events: ComingEvent[] = [];
  troubles: SesTroubles;
  #messages = 0;

  constructor(
    private readonly random: Random,
    private readonly now: () => EpochMs,
    troubles: SesTroubles,
    private readonly throwsAway: () => boolean,
    private readonly shelfOf: (batchId: string, slot: number) => EpochMs,
  ) {
    this.troubles = troubles;
  }

  calledBy(deadline: EpochMs): Mailer {
    return { sendBulk: (email) => this.#sendBulk(email, deadline), sendOne: (email) => this.#sendOne(email) };
  }

  async #sendBulk(email: BulkEmail, deadline: EpochMs): Promise<EntryResult[]> {
    const trouble = this.random.chance(this.troubles.rate);
    const course = trouble ? this.random.pick(troubledCourses) : 'accept';
    const reason = this.random.pick(course === 'quota' ? holdingReasons : passingReasons);
    const { batch: batchId = '', at = '' } = email.tags;
    const calledAt = fromSeconds36(at);
    const isExpired = this.now() > calledAt + signatureMs;
    const answers = email.entries.map((entry) =>
      isExpired
        ? ({ result: 'not-sent', reason: 'ses-invalid-signature' } as const)
        : this.#answer(course, reason, () => this.#accept(email, entry.to, entry.slot)),
    );
    const isRefused = answers.every(({ result }) => result === 'not-sent');
    this.calls.push({ batchId, at: this.now(), calledAt, deadline, isRefused });
    return answers;
  }

  #answer(course: Course, reason: string, accept: () => EntryResult): EntryResult {
    const acceptSilently = (): EntryResult => {
      accept();
      return refusal('unknown');
    };
    switch (course) {
      case 'accept':
        return accept();
      case 'accept-silently':
        return acceptSilently();
      case 'drop':
        return refusal('unknown');
      case 'throttle':
      case 'quota':
        return { result: 'not-sent', reason };
      case 'mixed':
        return this.random.pick([
          accept,
          accept,
          () => refusal('never'),
          () => ({ result: 'not-sent', reason }) as const,
        ])();
      case 'mixed-unknown':
        return this.random.pick([accept, () => refusal('unknown'), acceptSilently])();
    }
  }

  async #sendOne(email: SingleEmail): Promise<EntryResult> {
    const mailAt = this.now();
    if (this.random.chance(this.troubles.rate)) return { result: 'unknown', reason: 'ses-time-out' };
    const firstWordAt = this.#announce({ kind: 'delivery', mailAt, at: mailAt + 1_000, tags: email.tags });
    this.probes.push({ at: mailAt, firstWordAt });
    return { result: 'accepted', messageId: `single-${++this.#messages}` };
  }

  #accept(email: BulkEmail, to: string, slot: number): EntryResult {
    const mailAt = this.now();
    const { batch = '', attempt = '0', at = '', render = '' } = email.tags;
    // As the handler reads it: by the clock of whoever called.
    const calledAt = fromSeconds36(at);
    const tags = { ...email.tags, slot: String(slot) };
    const bounced = to.startsWith('bounce');
    const thrownAway = this.throwsAway();
    const later = mailAt + (bounced ? 2_000 : this.random.between(1, 8) * 1_000);
    const words = [
      this.#announce({ kind: 'send', mailAt: calledAt, at: mailAt, tags }),
      thrownAway
        ? this.#announce({ kind: 'reject', mailAt: calledAt, at: later, tags })
        : bounced
          ? this.#announce({ kind: 'bounce', bounceType: 'Permanent', mailAt: calledAt, at: later, tags })
          : this.#announce({ kind: 'delivery', mailAt: calledAt, at: later, tags }),
    ];
    const firstWordAt = Math.min(...words);
    this.deliveries.push({
      to,
      batchId: batch,
      slot,
      attempt: Number(attempt),
      render,
      shelfUntil: this.shelfOf(batch, slot),
      at: mailAt,
      calledAt,
      bounced: bounced && !thrownAway,
      thrownAway,
      firstWordAt,
    });
    return { result: 'accepted', messageId: `bulk-${++this.#messages}` };
  }

  #announce(event: MailEvent): EpochMs {
    const late = this.random.chance(this.troubles.rate) ? this.random.between(0, this.troubles.lateEventMs) : 0;
    this.events.push({ at: event.at + late, event });
    if (this.random.chance(this.troubles.rate)) this.events.push({ at: event.at + late * 2 + 500, event });
    return event.at + late;
  }
}

function refusal(result: 'never' | 'not-sent' | 'unknown'): EntryResult {
  return { result, reason: `ses-${result}` };
}

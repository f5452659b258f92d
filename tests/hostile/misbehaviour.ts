// What may go wrong with SES, as a plan that can be changed while it runs; what a plan leaves out goes well.
import { Random } from '../simulation/random.ts';

/** What SES may say of one entry of a batch; `TRANSIENT_FAILURE` leaves open whether it left. */
export const entryTroubles = [
  'MESSAGE_REJECTED',
  'ACCOUNT_THROTTLED',
  'TRANSIENT_FAILURE, not sent',
  'TRANSIENT_FAILURE, sent',
] as const;
export type EntryTrouble = (typeof entryTroubles)[number];

/** Shares are of all calls, entries or events, from 0 to 1. */
export interface Misbehaviour {
  /** Takes the e-mails, then hangs up. */
  readonly dropAnswer?: number;
  /** Takes the e-mails, then answers after `lateAnswerMs` of wall time: later than anybody waits. */
  readonly answerLate?: number;
  readonly lateAnswerMs?: number;
  /** 429, nothing taken. */
  readonly throttle?: number;
  /** Hangs up on a request, nothing taken. */
  readonly dropRequest?: number;
  readonly entries?: Readonly<Partial<Record<EntryTrouble, number>>>;
  /** E-mails in any 24 hours, as GetAccount says; beyond it every call is refused. */
  readonly perDay?: number;
  /** Of those, sent by others who use the account. */
  readonly othersSent?: number;
  readonly ratePerSecond?: number;
  /** Nobody listens. */
  readonly refuseConnections?: boolean;
  /** Share of events that come `lateEventMs` of the application's time after they should. */
  readonly lateEvents?: number;
  readonly lateEventMs?: number;
  /** Share of events that come again, minutes later. */
  readonly eventsTwice?: number;
  /** Events are kept back until they may flow again, then come all at once. */
  readonly holdEvents?: boolean;
}

export type CallCourse = 'answer' | 'drop-answer' | 'answer-late' | 'throttle' | 'drop-request';

export class Fate {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  ofCall({ throttle = 0, dropRequest = 0, dropAnswer = 0, answerLate = 0 }: Misbehaviour): CallCourse {
    let luck = this.#random.next();
    const shares = { throttle, 'drop-request': dropRequest, 'drop-answer': dropAnswer, 'answer-late': answerLate };
    for (const [course, share] of Object.entries(shares)) {
      if (luck < share) return course as CallCourse;
      luck -= share;
    }
    return 'answer';
  }

  ofEntry({ entries = {} }: Misbehaviour): EntryTrouble | undefined {
    let luck = this.#random.next();
    for (const trouble of entryTroubles) {
      const share = entries[trouble] ?? 0;
      if (luck < share) return trouble;
      luck -= share;
    }
    return undefined;
  }

  /** When, after its time, an event is posted: once or twice. */
  ofEvent({ lateEvents = 0, lateEventMs = 0, eventsTwice = 0 }: Misbehaviour): number[] {
    const first = this.#random.chance(lateEvents) ? lateEventMs : 0;
    return this.#random.chance(eventsTwice) ? [first, first + this.#random.between(0, 600_000)] : [first];
  }
}

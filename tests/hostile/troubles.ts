// Every misbehaviour of SES the sending must survive, one by one and all at once.
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { Scenario } from './scenario.ts';

/** Mail of the series that missed this morning's window leaves in the next one. */
const recoveryMs = 27 * hourMs;

const refusedEntries: Misbehaviour = {
  entries: {
    MESSAGE_REJECTED: 0.02,
    ACCOUNT_THROTTLED: 0.04,
    'TRANSIENT_FAILURE, not sent': 0.03,
    'TRANSIENT_FAILURE, sent': 0.03,
  },
};

const lasting = (name: string, forMs: number, plan: Misbehaviour): Scenario => ({
  name,
  troubles: [{ plan, forMs }],
  recoveryMs,
});

export const scenarios: readonly Scenario[] = [
  lasting('takes e-mails and hangs up without an answer', hourMs, { dropAnswer: 0.3 }),
  lasting('hangs up before it takes anything', hourMs, { dropRequest: 0.3 }),
  lasting('answers after the time-out', hourMs, { answerLate: 0.1 }),
  lasting('throttles 30 % of calls', hourMs, { throttle: 0.3 }),
  lasting('refuses single entries inside a batch', hourMs, refusedEntries),
  lasting('has no daily quota left for three hours', 3 * hourMs, { othersSent: 1_000_000 }),
  lasting('sends its events an hour late', 2 * hourMs, { dropAnswer: 0.3, lateEvents: 1, lateEventMs: hourMs }),
  lasting('sends its events twice', hourMs, { dropAnswer: 0.3, eventsTwice: 1 }),
  lasting('sends no events for four hours, then all at once', 4 * hourMs, {
    dropAnswer: 0.3,
    dropRequest: 0.1,
    holdEvents: true,
  }),
  lasting('refuses connections for half an hour', 30 * minuteMs, { refuseConnections: true }),
];

export const everything: Scenario = {
  name: 'does all of it',
  troubles: [
    { plan: { refuseConnections: true }, forMs: 5 * minuteMs },
    {
      plan: {
        dropAnswer: 0.08,
        dropRequest: 0.05,
        answerLate: 0.03,
        throttle: 0.2,
        ...refusedEntries,
        lateEvents: 0.2,
        lateEventMs: hourMs,
        eventsTwice: 0.3,
      },
      forMs: 2 * hourMs,
    },
    { plan: { othersSent: 1_000_000 }, forMs: 30 * minuteMs },
    { plan: { dropAnswer: 0.3, holdEvents: true }, forMs: hourMs },
  ],
  recoveryMs,
};

/** Those of a minute or two each, for the tests of every day. */
export const inSmall: Scenario = {
  name: 'does most of it for a short while',
  troubles: [
    {
      plan: {
        dropAnswer: 0.2,
        dropRequest: 0.1,
        answerLate: 0.1,
        lateAnswerMs: 1_200,
        throttle: 0.3,
        eventsTwice: 1,
        ...refusedEntries,
      },
      forMs: 3 * minuteMs,
    },
    { plan: { refuseConnections: true }, forMs: minuteMs },
    { plan: { dropAnswer: 0.5, holdEvents: true }, forMs: 22 * minuteMs },
    { plan: { othersSent: 1_000_000 }, forMs: 2 * minuteMs },
  ],
  recoveryMs,
};

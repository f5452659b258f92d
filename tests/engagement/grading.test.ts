// What opens and clicks are taken for, and that only the merged evidence decides it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepEngagement } from '../../functions/domain/engagement.ts';
import { type EvidenceEvent, type Grade, mergeEvents } from '../../functions/domain/evidence.ts';
import { gradeSlot } from '../../functions/domain/grading.ts';
import { minuteMs, secondMs } from '../../functions/domain/time.ts';
import { agents, event, sentAt } from './people.ts';

const afterMs = (ms: number) => ({ at: sentAt + ms });
const bestOpen = (...events: EvidenceEvent[]): Grade | undefined => gradeSlot({ events }, sentAt).opens?.grade;
const bestClick = (...events: EvidenceEvent[]): Grade | undefined => gradeSlot({ events }, sentAt).bestClick?.grade;

describe('opens', () => {
  const cases: readonly [what: string, userAgent: string, ms: number, grade: Grade][] = [
    ['a desktop browser ten minutes on', agents.desktop, 10 * minuteMs, 'likely-human'],
    ['Thunderbird', agents.thunderbird, 10 * minuteMs, 'likely-human'],
    ['a phone whose maker sounds like a bot', agents.cubot, 10 * minuteMs, 'likely-human'],
    ["Gmail's proxy at once", agents.gmailProxy, secondMs, 'machine'],
    ["Gmail's proxy later", agents.gmailProxy, 11 * secondMs, 'likely-human'],
    ["Gmail's prefetch, whenever", agents.gmailPrefetch, 10 * minuteMs, 'machine'],
    ["Yahoo's proxy at once", agents.yahooProxy, 2 * secondMs, 'machine'],
    ["Yahoo's proxy later", agents.yahooProxy, minuteMs, 'likely-human'],
    ["Apple's relay", agents.appleRelay, 10 * minuteMs, 'unknown'],
    ['Outlook on Windows', agents.outlook, minuteMs, 'likely-human'],
    ['a previewer', agents.bingPreview, 10 * minuteMs, 'machine'],
    ['a browser within a second', agents.desktop, secondMs, 'unknown'],
    ['no agent at all', '', 10 * minuteMs, 'unknown'],
  ];
  it.each(cases)('%s', (_what, userAgent, ms, grade) => {
    expect(bestOpen(event({ userAgent, ...afterMs(ms) }))).toBe(grade);
  });

  it('a HEAD or a declared prefetch is a machine, whatever the agent', () => {
    expect(bestOpen(event({ headers: { ':method': 'HEAD' } }))).toBe('machine');
    expect(bestOpen(event({ headers: { 'sec-purpose': 'prefetch;prerender' } }))).toBe('machine');
  });

  it("a person's click vouches for an open that says nothing", () => {
    const relay = event({ userAgent: agents.appleRelay });
    expect(bestOpen(relay, event({ kind: 'click', ...afterMs(minuteMs * 20) }))).toBe('human');
  });
});

describe('clicks', () => {
  it('one link in a browser with time to read is human', () => {
    expect(bestClick(event({ kind: 'click' }))).toBe('human');
  });

  it('within seconds of delivery it is a machine', () => {
    expect(bestClick(event({ kind: 'click', ...afterMs(2 * secondMs) }))).toBe('machine');
  });

  it('two links in the same second, or three in two, are a scanner', () => {
    const at = sentAt + 30 * minuteMs;
    expect(bestClick(...[0, 1].map((link) => event({ kind: 'click', link, at: at + 5 * link })))).toBe('machine');
    expect(bestClick(...[0, 1, 2].map((link) => event({ kind: 'click', link, at: at + 1_100 * link })))).toBe(
      'machine',
    );
  });

  it('the same link clicked twice at once is an impatient person', () => {
    const at = sentAt + 30 * minuteMs;
    expect(bestClick(event({ kind: 'click', at }), event({ kind: 'click', at: at + 300 }))).toBe('human');
  });

  it('a GET beside a HEAD from the same network is the scanner too', () => {
    const at = sentAt + 30 * minuteMs;
    const head = event({ kind: 'click', at, headers: { ':method': 'HEAD' } });
    expect(bestClick(head, event({ kind: 'click', at: at + 40 }))).toBe('machine');
  });

  it('a scanner followed everything; her own click a day later counts', () => {
    const scan = Array.from({ length: 6 }, (_, link) =>
      event({ kind: 'click', link, ip: '198.51.100.0', ...afterMs(2_000 + link) }),
    );
    const graded = gradeSlot(
      { events: [...scan, event({ kind: 'click', link: 2, ...afterMs(1440 * minuteMs) })] },
      sentAt,
    );
    expect(graded.clicks.get(2)?.grade).toBe('human');
    expect([0, 1, 3, 4, 5].map((link) => graded.clicks.get(link)?.grade)).toEqual(Array(5).fill('machine'));
  });
});

const anyEvent: fc.Arbitrary<EvidenceEvent> = fc
  .record({
    kind: fc.constantFrom('open' as const, 'click' as const),
    at: fc.integer({ min: 0, max: 120 }).map((seconds) => sentAt + seconds * 700),
    userAgent: fc.constantFrom(...Object.values(agents), ''),
    ip: fc.constantFrom('203.0.113.0', '198.51.100.0', '18.196.4.0', '40.107.1.0', ''),
    link: fc.integer({ min: 0, max: 4 }),
    isHead: fc.boolean(),
  })
  .map(({ kind, link, isHead, ...rest }) => ({
    ...rest,
    kind,
    ...(kind === 'click' && { link }),
    ...(isHead && { headers: { ':method': 'HEAD' } }),
  }));

describe('grading and order', () => {
  it('any permutation, repetition and partition of the same events merges and grades alike', () => {
    const disordered = fc
      .array(anyEvent, { maxLength: 40 })
      .chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
      );
    fc.assert(
      fc.property(disordered, fc.integer({ min: 1, max: 7 }), (([events, shuffled], size) => {
        const whole = mergeEvents([], events);
        let parts: EvidenceEvent[] = [];
        for (let from = 0; from < shuffled.length; from += size)
          parts = mergeEvents(parts, shuffled.slice(from, from + size));
        expect(parts).toEqual(whole);
        expect(gradeSlot({ events: parts }, sentAt, 5)).toEqual(gradeSlot({ events: whole }, sentAt, 5));
      }) as (pair: [EvidenceEvent[], EvidenceEvent[]], size: number) => void),
    );
  });

  it('every event is graded with a confidence and a reason', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 24 }), fc.boolean(), (events, isDelivered) => {
        for (const graded of gradeSlot({ events }, isDelivered ? sentAt : undefined).perEvent) {
          expect(graded.confidence).toBeGreaterThan(0);
          expect(graded.confidence).toBeLessThanOrEqual(1);
          expect(graded.reasons.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('what steers a journey', () => {
  const batch = {
    accepted: new Set<string>(),
    evented: new Set<string>(),
    delivered: new Set([`0:${(sentAt / 1000).toString(36)}`]),
  };
  const look = (now: number, ...events: EvidenceEvent[]) =>
    stepEngagement({ batchId: 'b', slot: 0, rev: 1, events }, batch, now);
  const at = sentAt + 10 * minuteMs;

  it('an open counts after the hold, and says until when it is held', () => {
    expect(look(at + 59_999, event({ at }))).toEqual({ opened: false, clicks: new Map(), heldUntil: at + minuteMs });
    expect(look(at + minuteMs, event({ at }))).toEqual({ opened: true, clicks: new Map() });
  });

  it('a pixel fetched again and again holds nobody for ever', () => {
    const events = Array.from({ length: 10 }, (_, n) => event({ at: at + n * 30_000 }));
    expect(look(at + 9 * 30_000, ...events)).toEqual({ opened: true, clicks: new Map() });
  });

  it('the latest ripe click per link counts, a burst does not', () => {
    const early = event({ kind: 'click', link: 1, at });
    const late = event({ kind: 'click', link: 1, at: at + 5 * minuteMs });
    const burst = [0, 2, 3].map((link) => event({ kind: 'click', link, at: at + 2 * minuteMs, ip: '198.51.100.0' }));
    expect(look(at + 10 * minuteMs, early, ...burst, late).clicks).toEqual(new Map([[1, late.at]]));
  });

  it('machines and relays never steer', () => {
    const prefetch = event({ userAgent: agents.gmailPrefetch });
    expect(look(at + minuteMs, prefetch, event({ userAgent: agents.appleRelay }))).toEqual({
      opened: false,
      clicks: new Map(),
    });
  });
});

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
    ['Thunderbird within seconds: scanners borrow browsers', agents.thunderbird, 4 * secondMs, 'likely-human'],
    ['Thunderbird within one', agents.thunderbird, secondMs, 'unknown'],
    ['an assistant that names its page', `${agents.desktop} Some-User/1.0; +https://example.com`, minuteMs, 'machine'],
    ['a mail program by a name of its own', 'BlueMail/1.140 (Android 14)', minuteMs, 'likely-human'],
    ['a program that shows through the system', 'Spark/3.18 CFNetwork/1568.3 Darwin/24.2.0', minuteMs, 'likely-human'],
    ['a tool by its bare name', 'Something/1.0', minuteMs, 'unknown'],
  ];
  it.each(cases)('%s', (_what, userAgent, ms, grade) => {
    expect(bestOpen(event({ userAgent, ...afterMs(ms) }))).toBe(grade);
  });

  it.each([
    ['Outlook on the web shows it through its proxy', { ip: '2603:1026:c0d::' }, 'likely-human'],
    ['the same proxy at once', { ip: '2603:1026:c0d::', ...afterMs(secondMs) }, 'machine'],
    ["Apple's program out of its relays", { userAgent: agents.appleMail, ip: '172.224.9.0' }, 'unknown'],
    ["Apple's program from home", { userAgent: agents.appleMail }, 'likely-human'],
    ['a sandbox over IPv6', { ip: '2603:1030:20e::', ...afterMs(20 * secondMs) }, 'machine'],
  ] as const)('%s', (_what, fields, grade) => {
    expect(bestOpen(event(fields))).toBe(grade);
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

  const languages = { 'accept-language': 'named' };
  const oldAgent = agents.desktop.replace('142', '79');
  const webkitWith = (words: string) => agents.desktop.replace('like Gecko', `like Gecko${words}`);
  it.each([
    ["four seconds on, a reader's browser at home", { headers: languages, ...afterMs(4_000) }, 'likely-human'],
    ['two seconds on, the same', { headers: languages, ...afterMs(2_000) }, 'machine'],
    ['four seconds on, any language', { headers: { 'accept-language': '*' }, ...afterMs(4_000) }, 'machine'],
    ['four seconds on, from a cloud', { headers: languages, ip: '2600:1f18:1::', ...afterMs(4_000) }, 'machine'],
    ['a tool that is no browser', { userAgent: 'Something/1.0' }, 'machine'],
    ['a browser years old, soon', { userAgent: oldAgent, ...afterMs(30_000) }, 'machine'],
    ['a browser years old, later', { userAgent: oldAgent }, 'unknown'],
    ['a browser years old that names languages', { userAgent: oldAgent, headers: languages }, 'human'],
    ['soon, with headers but no languages', { headers: { accept: 'text/html' }, ...afterMs(30_000) }, 'unknown'],
    ["a scanner's network", { ip: '170.10.129.0' }, 'machine'],
    [
      "a scanner's network hours later with languages",
      { ip: '170.10.129.0', headers: languages, ...afterMs(3 * 3_600_000) },
      'unknown',
    ],
    ['a tester of pages', { userAgent: `${agents.desktop} GTmetrix`, headers: languages }, 'machine'],
    ['a word of its own in WebKit’s remark', { userAgent: webkitWith('; compatible; Shopper') }, 'machine'],
    ['compatible, and no Internet Explorer', { userAgent: 'Mozilla/5.0 (compatible; Reader) Gecko/1' }, 'machine'],
    ['a site named without its scheme', { userAgent: `${agents.desktop} Watcher (example.com)` }, 'machine'],
    ['an old Internet Explorer', { userAgent: 'Mozilla/5.0 (compatible; MSIE 10.0; Trident/6.0)' }, 'human'],
    ['an app named by its package', { userAgent: `${agents.desktop} jp.co.example.mail/7.4` }, 'human'],
    ["Apple's relay, through which people browse", { ip: '172.224.9.0' }, 'human'],
    ["Outlook on the web's network", { ip: '40.94.1.0', ...afterMs(30_000) }, 'machine'],
  ] as const)('%s', (_what, fields, grade) => {
    expect(bestClick(event({ kind: 'click', ...fields }))).toBe(grade);
  });

  it('whoever asks for the decoy is a scanner, before and after; her own click from elsewhere or a day later counts', () => {
    const at = sentAt + 5 * minuteMs;
    const decoy = event({ kind: 'click', link: 5, at, headers: { ':decoy': 'yes' } });
    const before = event({ kind: 'click', link: 0, at: at - 2 * minuteMs });
    const open = event({ at: at + minuteMs });
    const elsewhere = event({ kind: 'click', link: 1, ip: '198.51.100.0', at: at + 3 * minuteMs });
    const nextDay = event({ kind: 'click', link: 2, at: at + 1440 * minuteMs });
    const events = [before, decoy, open, elsewhere, nextDay];
    for (const shuffled of [events, [...events].reverse()]) {
      const { clicks, opens } = gradeSlot({ events: mergeEvents([], shuffled) }, sentAt, 6);
      expect([0, 1, 2, 5].map((link) => clicks.get(link)?.grade)).toEqual(['machine', 'human', 'human', 'machine']);
      expect(opens?.reasons).toContain('clicked');
    }
    expect(bestOpen(decoy, open)).toBe('machine');
  });

  it('what her mail program showed here makes a quick click hers', () => {
    const open = event({ userAgent: agents.thunderbird, ...afterMs(3_000) });
    expect(bestClick(open, event({ kind: 'click', ...afterMs(6_000) }))).toBe('likely-human');
    expect(bestClick(event({ kind: 'click', ...afterMs(6_000) }))).toBe('machine');
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

  it('machines and relays never steer; what a relay fetched is told apart, because it may have been read', () => {
    expect(look(at + minuteMs, event({ userAgent: agents.gmailPrefetch }))).not.toHaveProperty('unknowable');
    const prefetch = event({ userAgent: agents.gmailPrefetch });
    expect(look(at + minuteMs, prefetch, event({ userAgent: agents.appleRelay }))).toEqual({
      opened: false,
      unknowable: true,
      clicks: new Map(),
    });
  });
});

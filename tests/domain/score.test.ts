// The score and the long silence, by what must hold of any history of e-mails.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotAt } from '../../functions/domain/batch.ts';
import {
  isLongSilent,
  lastSign,
  type MailSign,
  reviewed,
  scoreOf,
  signOf,
  stirred,
} from '../../functions/domain/score.ts';
import { marketingRefusal, type Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { traitsOf } from '../../functions/usecases/gather-facts.ts';
import { agents, event, person, sentAt, sentBatch } from '../engagement/people.ts';
import { MemoryWorld } from '../memory/memory-world.ts';

const now = sentAt + 800 * dayMs;
const rule = { silentDays: 365, minimumMails: 6 };

const mail: fc.Arbitrary<MailSign> = fc
  .record({
    daysAgo: fc.integer({ min: 0, max: 760 }),
    sign: fc.constantFrom('clicked', 'opened', 'unknowable', 'none') as fc.Arbitrary<MailSign['sign']>,
    after: fc.nat({ max: 40 }),
  })
  .map(({ daysAgo, sign, after }) => {
    const at = now - daysAgo * dayMs;
    return { sentAt: at, sign, ...(sign !== 'none' && { at: Math.min(now, at + after * dayMs) }) };
  });
const mails = fc.array(mail, { maxLength: 30 });
const score = (all: readonly MailSign[], at = now) => scoreOf(all, at) ?? -1;

describe('a score', () => {
  it('is a multiple of five from 0 to 100, and the same in any order', () => {
    fc.assert(
      fc.property(mails, (all) => {
        const found = scoreOf(all, now);
        if (found !== undefined) {
          expect(found % 5).toBe(0);
          expect(found).toBeGreaterThanOrEqual(0);
          expect(found).toBeLessThanOrEqual(100);
        }
        expect(scoreOf(all.toReversed(), now)).toBe(found);
      }),
    );
  });

  it('is not lowered by a sign more, nor raised by time alone', () => {
    fc.assert(
      fc.property(mails, mail, fc.integer({ min: 0, max: 400 }), fc.boolean(), (all, one, days, clicked) => {
        const sign = { ...one, sign: clicked ? ('clicked' as const) : ('opened' as const), at: one.at ?? now };
        expect(score([...all, sign])).toBeGreaterThanOrEqual(
          score([...all, one].filter(({ sign: s }) => s !== 'clicked' || clicked)),
        );
        if (scoreOf(all, now) !== undefined) expect(score(all, now + days * dayMs)).toBeLessThanOrEqual(score(all));
      }),
    );
  });

  it('is unknown, and not 0, without an e-mail that tells', () => {
    const young: MailSign = { sentAt: now - dayMs, sign: 'none' };
    const relayed: MailSign = { sentAt: now - 40 * dayMs, sign: 'unknowable', at: now - 40 * dayMs };
    for (const none of [[], [young], [relayed], [young, relayed]]) expect(scoreOf(none, now)).toBeUndefined();
    expect(scoreOf([{ sentAt: now - 4 * dayMs, sign: 'none' }], now)).toBe(0);
  });

  it('tells who reads from who follows links, and who read long ago', () => {
    const monthly = (sign: MailSign['sign'], lag = 0): MailSign[] =>
      Array.from({ length: 12 }, (_, n) => {
        const at = now - (n * 30 + lag) * dayMs - hourMs;
        return { sentAt: at, sign, ...(sign !== 'none' && { at: at + minuteMs }) };
      });
    expect(score(monthly('clicked'))).toBeGreaterThanOrEqual(95);
    expect(score(monthly('opened'))).toBe(80);
    expect(score([...monthly('none'), ...monthly('opened', 400)])).toBeLessThan(15);
  });
});

describe('a long silence', () => {
  const year = (count: number): MailSign[] =>
    Array.from({ length: count }, (_, n) => ({ sentAt: now - (n * 28 + 10) * dayMs, sign: 'none' }));
  const anna: Subscriber = person('anna', 'marketing', 'tracking');

  it('takes the whole time and enough e-mails, and ends all marketing for a reason', () => {
    expect(isLongSilent(anna, year(12), rule, now)).toBe(true);
    expect(isLongSilent(anna, year(5), rule, now)).toBe(false);
    const silent = reviewed(anna, year(12), rule, now);
    expect(silent).toMatchObject({ sunsetSince: now, score: 0 });
    expect(marketingRefusal(silent)).toBe('sunset');
    expect(reviewed(silent, year(12), rule, now + 7 * dayMs)).toBe(silent);
  });

  it('is never concluded of whoever is not tracked, agreed lately, joined lately, or may read behind a relay', () => {
    fc.assert(
      fc.property(mails, (all) => {
        expect(isLongSilent(person('b', 'marketing'), all, rule, now)).toBe(false);
        const [marketing] = anna.consents;
        const late = { ...marketing, purpose: 'tracking', at: now - 200 * dayMs } as const;
        expect(isLongSilent({ ...anna, consents: [...anna.consents, late as never] }, all, rule, now)).toBe(false);
        expect(isLongSilent({ ...anna, activeSince: now - 364 * dayMs }, all, rule, now)).toBe(false);
        const heard = all.some(({ at = 0 }) => at > now - 365 * dayMs);
        if (heard) expect(isLongSilent(anna, all, rule, now)).toBe(false);
      }),
    );
  });

  it('ends with a sign that came after, or by staff, and then counts anew', () => {
    const silent = reviewed(anna, year(12), rule, now);
    const later = now + 8 * dayMs;
    const click: MailSign = { sentAt: now - 20 * dayMs, sign: 'clicked', at: now + dayMs };
    const back = reviewed(silent, [...year(12), click], rule, later);
    expect(back).not.toHaveProperty('sunsetSince');
    expect(marketingRefusal(back)).toBeUndefined();
    const byStaff = stirred(silent, later);
    expect(byStaff).toMatchObject({ stirredAt: later });
    expect(reviewed(byStaff, year(12), rule, later + dayMs)).not.toHaveProperty('sunsetSince');
    expect(stirred(byStaff, later + dayMs)).toBe(byStaff);
  });

  it('changes nobody where the clinic has no rule, and reviewing twice changes nothing more', () => {
    fc.assert(
      fc.property(mails, fc.boolean(), (all, ruled) => {
        const once = reviewed(anna, all, ruled ? rule : undefined, now);
        if (!ruled) expect(once).not.toHaveProperty('sunsetSince');
        expect(reviewed(once, all, ruled ? rule : undefined, now)).toBe(once);
        expect(once.score).toBe(scoreOf(all, now));
      }),
    );
  });

  it('takes the score away with the consent', () => {
    const scored = { ...anna, score: 80, consents: anna.consents.slice(0, 1) };
    expect(traitsOf(scored)).not.toHaveProperty('score');
    expect(traitsOf({ ...anna, score: 80 })).toHaveProperty('score', 80);
    expect(reviewed(scored, [], rule, now)).not.toHaveProperty('score');
  });
});

describe('what an e-mail says', () => {
  it('is what a person did with it, once the burst of a scanner would be over', async () => {
    const batch = await sentBatch(new MemoryWorld({ now: sentAt }), 2);
    const read = (...events: ReturnType<typeof event>[]) =>
      signOf(batch, 0, { batchId: batch.id, slot: 0, rev: 1, events }, sentAt + hourMs)?.sign;
    const at = sentAt + 10 * minuteMs;
    expect(signOf(batch, 1, undefined, now)).toEqual({ sentAt, sign: 'none' });
    expect(read(event({ userAgent: agents.thunderbird }))).toBe('opened');
    expect(read(event({ kind: 'click', at }))).toBe('clicked');
    expect(read(event({ userAgent: agents.appleRelay }))).toBe('unknowable');
    expect(read(event({ kind: 'click', at, userAgent: agents.bingPreview }))).toBe('none');
    expect(read(event({ userAgent: agents.thunderbird, at: sentAt + hourMs - 5_000 }))).toBe('none');
    const other = { ...batch, variant: { ...batch.variant, tracked: false } };
    expect(signOf(other, 0, undefined, now)).toBeUndefined();
    expect(signOf({ ...batch, accepted: new Set([slotAt(1, sentAt)]) }, 0, undefined, now)).toBeUndefined();
    expect(lastSign([{ sentAt, sign: 'unknowable', at }])).toBeUndefined();
  });
});

// What is told of a walk must be what the engine does: projections against walks, arrows against turns, words against codes.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import clinic from '../../clinic.config.ts';
import { freeSending } from '../../functions/domain/control.ts';
import { type Enrolment, enrol } from '../../functions/domain/enrolment.ts';
import { explain } from '../../functions/domain/explain.ts';
import { settleSend, step } from '../../functions/domain/interpreter.ts';
import { type Journey, successors } from '../../functions/domain/journey.ts';
import { type Persona, personas, simulate } from '../../functions/domain/persona.ts';
import { project } from '../../functions/domain/projection.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { arrowsWalked } from '../../functions/domain/trail.ts';
import { openFacts } from './open-facts.ts';
import { walk } from './walk.ts';

const series = journeys.find(({ id }) => id === 'acne-scars') as Journey;
const calendar = {
  zone: 'Europe/Warsaw',
  rules: { sendWindow: clinic.sendWindow, holidays: clinic.holidays },
  cap: clinic.caps,
};
const reacts = (_step: string, at: number) => ({ opensAt: at + 10 * minuteMs, clicksMainAt: at + 11 * minuteMs });
const behaviours = {
  eager: { tracked: true, reacts },
  quiet: { tracked: true },
  untracked: { tracked: false },
} as const;

describe('a simulated persona', () => {
  it.each(personas)('%s gets on each day what the engine would send', (persona: Persona) => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2027, 0, 1), max: Date.UTC(2027, 11, 31) }),
        fc.constantFrom('Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
        (from, zone) => {
          const told = simulate(series, persona, from, { ...calendar, zone });
          const day = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
          const mails = told.flatMap((one) => (one.kind === 'sent' ? [`${day(one.at)} ${one.step}`] : []));
          const { sent, last } = walk(series, { ...behaviours[persona], zone }, from, calendar.rules, calendar.cap);
          expect(mails).toEqual(sent.map((one) => `${day(one.at)} ${one.step}`));
          expect(told.at(-1)).toMatchObject({ kind: 'ends', reason: last.endedReason });
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a projection', () => {
  it('lets a newsletter that waits already leave as soon as there is room, and a low step after it', () => {
    const nodes = {
      low: { kind: 'send', id: 'low', template: 'low', when: 'at-once', shelfDays: 20, priority: 'low', next: 'end' },
      end: { kind: 'exit', id: 'end', reason: 'completed' },
    } as const;
    const journey: Journey = { id: 'one', version: '1', title: 'One', enter: [], entry: 'low', nodes };
    const facts = { ...openFacts({ tracked: false, zone: 'UTC' }), cap: { marketing: 1, days: 2 } };
    const now = Date.UTC(2027, 0, 4, 9);
    const known = { ...facts, marketingSentAt: [now - dayMs], newslettersWaiting: 1 };
    const [first] = project(journey, enrol('anna', journey, now), known, now);
    expect(first).toEqual({ kind: 'sent', at: now + 3 * dayMs, step: 'low', template: 'low' });
  });
});

/** Goes through the series to its `mails`-th e-mail, opening what `opens` says, and stops there. */
function walked(mails: number, opens: readonly boolean[], from: number): Enrolment {
  let at = from;
  let known = enrol('anna', series, from);
  const engagement = new Map<string, { opened: boolean; clicks: Map<string, number> }>();
  const facts = () => ({ ...openFacts({ tracked: true, zone: calendar.zone }), engagement });
  for (let sent = 0; sent < mails && known.dueAt !== undefined; ) {
    at = Math.max(at, known.dueAt);
    const [next, commands] = step(series, known, facts(), at);
    known = next;
    const send = commands.find((command) => command.kind === 'send');
    if (!send) continue;
    if (opens[sent]) engagement.set(send.node.id, { opened: true, clicks: new Map() });
    known = settleSend(series, known, { note: { step: send.node.id, at, batchId: 'b', slot: sent } }, facts(), at);
    sent += 1;
  }
  return known;
}

const courses = fc.record({
  mails: fc.integer({ min: 1, max: 9 }),
  opens: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});
const from = Date.UTC(2027, 0, 4, 9);

describe('the arrows she went along', () => {
  it('lead from the first step to where she stands, through every e-mail she was sent', () => {
    fc.assert(
      fc.property(courses, ({ mails, opens }) => {
        const known = walked(mails, opens, from);
        const arrows = arrowsWalked(series, known);
        let at = series.entry;
        const passed: string[] = [];
        for (const arrow of arrows) {
          expect(arrow.from).toBe(at);
          const node = series.nodes[at];
          if (!node) throw new Error(`${at} is no node`);
          if (node.kind === 'send') passed.push(at);
          at = successors(node)[arrow.way] ?? '';
        }
        expect(at).toBe(known.at);
        expect(passed).toEqual(known.sends.map(({ step: name }) => name));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an explanation', () => {
  const told = (known: Enrolment, control = freeSending, pausedSince?: number) =>
    explain(
      series,
      known,
      openFacts({ tracked: true, zone: calendar.zone }),
      control,
      { walker: { zone: calendar.zone, tracked: true }, pausedSince },
      (known.dueAt ?? from) - 1,
    );

  it('accounts for every send step: it came, was left out, passed her by, or is still ahead', () => {
    fc.assert(
      fc.property(courses, ({ mails, opens }) => {
        const known = walked(mails, opens, from);
        const { past, passedBy } = told(known);
        const had = past.map((one) => one.step);
        const missed = passedBy.map((one) => one.step);
        expect(had.filter((one) => missed.includes(one))).toEqual([]);
        const ahead = new Set<string>();
        const pending = known.state === 'ended' ? [] : [known.at];
        for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
          if (ahead.has(id)) continue;
          ahead.add(id);
          const node = series.nodes[id];
          if (node) pending.push(...successors(node));
        }
        const sends = Object.values(series.nodes).flatMap((node) => (node.kind === 'send' ? [node.id] : []));
        expect(sends.filter((id) => !had.includes(id) && !missed.includes(id) && !ahead.has(id))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('says what comes if she opens, where that makes a difference', () => {
    const known = walked(2, [], from);
    const { next, ifOpened, now } = told(known);
    expect(now.words).toContain('waits for an open');
    expect(next.find(({ kind }) => kind === 'sent')).toMatchObject({ step: 'understanding-scars-again' });
    expect(ifOpened).toMatchObject({ step: 'chemical-peels' });
  });

  it('says why a repeat was not needed', () => {
    const known = walked(3, [true, true, true], from);
    expect(told(known).passedBy).toContainEqual(
      expect.objectContaining({ step: 'understanding-scars-again', words: 'not needed: opened' }),
    );
  });

  it('names the pause that holds her, the widest first', () => {
    const known = walked(1, [], from);
    expect(told(known, freeSending, from).now).toEqual({
      words: expect.stringContaining('; she is paused'),
      reason: 'paused',
    });
    const part = { journeyId: series.id, by: 'staff', at: from };
    expect(told(known, { ...freeSending, parts: [part] }, from).now.words).toContain('; the journey is paused');
    expect(told(known, { ...freeSending, paused: true, parts: [part] }).now.words).toContain(
      'all marketing mail is paused',
    );
  });

  it('says that dates rest on a resume where only a step to come is paused', () => {
    const known = walked(1, [], from);
    const ahead = (step: string) => ({
      ...freeSending,
      parts: [{ journeyId: series.id, step, by: 'staff', at: from }],
    });
    expect(told(known, ahead('chemical-peels'))).toMatchObject({ asIfResumed: true });
    expect(told(known, ahead('chemical-peels')).now.words).not.toContain('paused');
    expect(told(known, ahead('welcome'))).toMatchObject({ asIfResumed: false });
    expect(told(known)).toMatchObject({ asIfResumed: false });
  });

  it('tells a lapsed step by its code and in words', () => {
    const known = walked(1, [], from);
    const late = { ...known, at: 'understanding-scars', since: from };
    const later = from + 20 * dayMs;
    const course = project(
      series,
      { ...late, dueAt: later },
      openFacts({ tracked: false, zone: calendar.zone }),
      later,
    );
    expect(course[0]).toMatchObject({ kind: 'passed', step: 'understanding-scars', reason: 'lapsed' });
  });
});

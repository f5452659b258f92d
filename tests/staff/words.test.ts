// What staff read: places in a journey, walking order, sums and formats.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { type Enrolment, enrol } from '../../functions/domain/enrolment.ts';
import { type Journey, successors } from '../../functions/domain/journey.ts';
import { noTotals } from '../../functions/domain/metrics.ts';
import { dayOfJourney, placeInWords, titleOf } from '../../functions/domain/place.ts';
import { addUp } from '../../functions/domain/report.ts';
import { highestRole, mayAct } from '../../functions/domain/staff.ts';
import { stepsInWalkingOrder } from '../../functions/domain/walking-order.ts';
import { countAudience } from '../../functions/usecases/count-audience.ts';
import { themeOf } from '../../functions/web/page/theme.ts';
import { formatsOf } from '../../functions/web/staff/formats.ts';
import { idOf, person } from '../engagement/people.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars } from './seeded-clinic.ts';

const enrolledAt = Date.UTC(2027, 2, 26, 23, 30);
const at = (fields: Partial<Enrolment>, tracked = true): string =>
  placeInWords(acneScars, { ...enrol('s', acneScars, enrolledAt), ...fields }, { zone: 'Europe/London', tracked });
const nodeAfter = (step: string): string => {
  const node = acneScars.nodes[step];
  if (node?.kind !== 'send') throw new Error(`${step} is no send step.`);
  return node.next;
};

describe('a place in words', () => {
  it.each<[string, Partial<Enrolment>, string]>([
    ['at the first e-mail', {}, 'next is Welcome'],
    [
      'outside the sending hours',
      { at: 'microneedling', reason: 'window' },
      'next is Microneedling, in the next sending hours',
    ],
    [
      'held by the cap',
      { at: 'microneedling', reason: 'cap' },
      'next is Microneedling, held back, enough mail this week',
    ],
    ['while SES is asked', { at: 'welcome', state: 'sending' }, 'Welcome is on its way'],
    ['before a wait is decided', { at: nodeAfter('welcome') }, 'waits, then Understanding scars'],
    ['after the goal', { state: 'ended', endedReason: 'goal' }, 'has reached the goal'],
    ['after leaving', { state: 'ended', endedReason: 'unsubscribed' }, 'has left the series'],
    ['at an end nobody named', { state: 'ended' }, 'has finished the series'],
    ['at an end the journey names', { state: 'ended', endedReason: 'not-for-now' }, 'has finished: not for now'],
    ['at a step that is gone', { at: 'removed-long-ago' }, 'is at a step this build does not know'],
  ])('%s', (_name, fields, words) => {
    expect(at(fields)).toBe(words);
  });

  it('counts days by the calendar of the zone, over the change to summer time', () => {
    const waitUntil = Date.UTC(2027, 2, 28, 8);
    expect(at({ at: nodeAfter('welcome'), waitUntil })).toBe('waits for day 2, then Understanding scars');
    expect(dayOfJourney(enrolledAt, waitUntil, 'Europe/London')).toBe(2);
    expect(dayOfJourney(enrolledAt, waitUntil, 'Asia/Tokyo')).toBe(1);
  });

  it('names what is waited for, and both ways on', () => {
    const words = at({ at: nodeAfter('chemical-peels'), waitUntil: enrolledAt + 8 * 86_400_000 });
    expect(words).toBe('waits for an open, at most to day 9, then Microneedling or Chemical peels again');
  });

  it('does not pretend to wait for opens that nobody may see', () => {
    const fields = { at: nodeAfter('chemical-peels'), waitUntil: enrolledAt + 8 * 86_400_000 };
    expect(at(fields, false)).toBe('waits for day 9, then Microneedling');
    expect(at({ at: nodeAfter('questions'), waitUntil: enrolledAt + 20 * 86_400_000 }, false)).toBe(
      'waits for day 21, then Next step',
    );
  });

  it('makes titles of names', () => {
    expect([titleOf('what-to-expect-peel'), titleOf('x')]).toEqual(['What to expect peel', 'X']);
  });
});

describe('walking order', () => {
  it('puts every step after all that can lead to it', () => {
    const order = stepsInWalkingOrder(acneScars).map(({ id }) => id);
    expect(order).toHaveLength(Object.values(acneScars.nodes).filter(({ kind }) => kind === 'send').length);
    const laterThan = (id: string, seen = new Set<string>()): Set<string> => {
      const node = acneScars.nodes[id];
      for (const next of node ? successors(node) : []) {
        if (seen.has(next)) continue;
        seen.add(next);
        laterThan(next, seen);
      }
      return seen;
    };
    for (const [index, id] of order.entries()) {
      const before = new Set(order.slice(0, index));
      expect(
        [...laterThan(id)].filter((later) => before.has(later)),
        id,
      ).toEqual([]);
    }
  });

  it('ends on a journey that goes round', () => {
    const send = { kind: 'send', template: 't', alternateSubject: false, when: 'window', shelfDays: 1 } as const;
    const round: Journey = {
      id: 'r',
      version: 'v',
      title: 'R',
      enter: [],
      entry: 'a',
      nodes: { a: { ...send, id: 'a', next: 'b' }, b: { ...send, id: 'b', next: 'a' } },
    };
    expect(stepsInWalkingOrder(round).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('sums', () => {
  it('add cohorts up and keep apart what may be tracked', () => {
    const bucket = (variant: string) => ({
      id: variant,
      day: '2027-01-04',
      variant,
      subject: { kind: 'journey', journeyId: 'j', step: 's' } as const,
    });
    const totals = {
      ...noTotals,
      sent: 3,
      delivered: 2,
      opened: { human: 1, 'likely-human': 0, machine: 1, unknown: 0 },
      refused: { goal: 2 },
    };
    const sum = addUp([
      { bucket: bucket('tracked.en'), totals },
      { bucket: bucket('untracked.en'), totals: { ...totals, refused: { goal: 1, shelf: 4 } } },
    ]);
    expect(sum).toMatchObject({
      sent: 6,
      delivered: 4,
      opened: { human: 2, machine: 2 },
      refused: { goal: 3, shelf: 4 },
      tracked: { sent: 3, delivered: 2 },
    });
    expect(addUp([])).toMatchObject({ sent: 0, tracked: { delivered: 0 } });
  });

  it('count everybody a newsletter may reach, over all shards and nobody else', async () => {
    const world = new MemoryWorld();
    for (let n = 0; n < 60; n++) {
      const one = person(idOf(n), 'marketing');
      await world.subscribers.save(n % 3 === 0 ? { ...one, status: 'unsubscribed' } : one);
    }
    await world.subscribers.save(person(idOf(99)));
    await world.subscribers.save({ ...person(idOf(100), 'marketing'), declined: [{ topic: 'newsletter', at: 0 }] });
    const count = (topic: string) => countAudience({ subscribers: world.subscribers, audienceShards: 8 }, topic);
    expect(await count('newsletter')).toEqual({ people: 40, atLeast: false });
    expect(await count('series')).toEqual({ people: 41, atLeast: false });
  });
});

describe('roles', () => {
  it('take the highest and let it do what lower ones may', () => {
    expect(highestRole(['viewer', 'editor', 'cook'])).toBe('editor');
    expect(highestRole(['cook'])).toBeUndefined();
    expect(mayAct('admin', 'editor')).toBe(true);
    expect(mayAct('viewer', 'editor')).toBe(false);
  });
});

describe('formats', () => {
  const formats = formatsOf({ locale: 'en', timeZone: 'Europe/London' });

  it('write times in the clinic’s zone, summer time included', () => {
    expect(formats.moment(Date.UTC(2027, 6, 1, 8, 5))).toBe('1 Jul 2027, 09:05');
    expect(formats.day(Date.UTC(2027, 5, 30, 23, 30))).toBe('1 Jul 2027');
    expect(formats.machine(0)).toBe('1970-01-01T00:00:00.000Z');
  });

  it.each([
    [1, 2, '50%'],
    [199, 200, '99.5%'],
    [999_999, 1_000_000, '99.9%'],
    [7, 7, '100%'],
    [0, 7, '0%'],
    [0, 0, '–'],
  ])('%i of %i is %s', (part, whole, words) => {
    expect(formats.share(part, whole)).toBe(words);
  });
});

describe('the theme', () => {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(['light', 'dark'] as const)('is readable in the %s (WCAG AA)', (scheme) => {
    const tones = themeOf(clinic.colours)[scheme];
    for (const ground of [tones.paper, tones.surface, tones.wash]) {
      for (const text of [tones.ink, tones.muted, tones.brand]) expect(contrast(text, ground)).toBeGreaterThan(4.5);
    }
    expect(contrast(tones.onBrand, tones.brand)).toBeGreaterThan(4.5);
  });
});

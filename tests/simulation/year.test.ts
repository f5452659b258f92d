// A year of five hundred people, twice: every promise kept, and the same to the last byte.
import { expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import type { Journey } from '../../functions/domain/journey.ts';
import { yearBreaches } from './year-checks.ts';
import { YearLife } from './year-life.ts';

const journey = journeys.find(({ id }) => id === 'acne-scars') as Journey;
const live = (seed: number, people = 500) => new YearLife({ seed, people, journey }).run();

it('keeps every promise to 500 people for a year, and replays it byte for byte', async () => {
  const first = await live(1);
  expect(yearBreaches(first, journey)).toEqual([]);
  // Twelve newsletters and a series of seven or more: a year in which little happens proves little.
  expect(first.mails.length).toBeGreaterThan(500 * 10);
  const reasons = new Set(
    [...first.world.state.enrolments.values()].flatMap(({ sends }) => sends.map(({ refused }) => refused)),
  );
  expect(reasons).toContain('lapsed');
  const again = await live(1);
  expect(Buffer.from(again.log.join('\n')).equals(Buffer.from(first.log.join('\n')))).toBe(true);
}, 300_000);

it('is another year with another seed', async () => {
  const [one, other] = [await live(2, 20), await live(3, 20)];
  expect(one.log).not.toEqual(other.log);
}, 30_000);

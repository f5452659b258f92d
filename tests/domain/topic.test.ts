// Topics: what her page showed and she left is what holds, however often it is saved; what it did not show stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import clinicConfig from '../../clinic.config.ts';
import { type ClinicSettings, defineClinic } from '../../functions/clinic.ts';
import { marketingRefusal } from '../../functions/domain/subscriber.ts';
import { hasDeclined, topicWords, withTopics } from '../../functions/domain/topic.ts';
import { person } from '../engagement/people.ts';

const ids = ['series', 'newsletter', 'events', 'offers'];
const choice = fc.record({ shown: fc.subarray(ids), wanted: fc.subarray(ids) });
const anna = person('anna', 'marketing');

describe('a choice of topics', () => {
  it('decides what was shown, leaves the rest, and is settled by saving once', () => {
    fc.assert(
      fc.property(fc.array(choice), choice, fc.nat(), (before, last, now) => {
        const earlier = before.reduce((known, one, at) => withTopics(known, one, at), anna);
        const chosen = withTopics(earlier, last, now);
        for (const id of ids) {
          const declined = last.shown.includes(id) ? !last.wanted.includes(id) : hasDeclined(earlier, id);
          expect(hasDeclined(chosen, id)).toBe(declined);
          expect(marketingRefusal(chosen, id)).toBe(declined ? 'declined' : undefined);
        }
        expect(marketingRefusal(chosen)).toBeUndefined();
        expect(withTopics(chosen, last, now + 1)).toBe(chosen);
        expect(chosen.declined ?? [{}]).not.toHaveLength(0);
      }),
    );
  });

  it('keeps since when a topic is off', () => {
    const off = { shown: ids, wanted: ['series'] };
    const chosen = withTopics(withTopics(anna, { shown: ['events'], wanted: [] }, 5), off, 9);
    expect(chosen.declined).toEqual([
      { topic: 'events', at: 5 },
      { topic: 'newsletter', at: 9 },
      { topic: 'offers', at: 9 },
    ]);
  });

  it('never hides a graver reason', () => {
    const off = withTopics(anna, { shown: ids, wanted: [] }, 1);
    expect(marketingRefusal({ ...off, status: 'unsubscribed' }, 'series')).toBe('unsubscribed');
    expect(marketingRefusal({ ...off, restingSince: 1 }, 'series')).toBe('resting');
  });
});

describe('topics of a clinic', () => {
  const configured = (topics: ClinicSettings['topics']) => () =>
    defineClinic({ ...clinicConfig, topics } as ClinicSettings);
  const two = clinicConfig.topics.map((topic) => ({ ...topic }));

  it('are the series and newsletters unless it names others, in the languages it has words for', () => {
    expect(two.map(({ id }) => id)).toEqual(['series', 'newsletter']);
    const [series] = two;
    expect(series && topicWords(series, 'en-GB').title).toBe('The series');
    expect(series && topicWords(series, 'es-MX').title).toBe('La serie');
  });

  it.each([
    [
      'twice the same',
      [...two, { id: 'series', title: 'Again', about: 'Twice.' }],
      'topics.2.id: "series" is there twice',
    ],
    ['no series', two.slice(1), 'must hold a topic with the id "series"'],
    [
      'no name of the right form',
      [...two, { id: 'Offers!', title: 'O', about: 'O' }],
      'topics.2.id: "Offers!" must be a short name',
    ],
    ['no title', [...two, { id: 'offers', title: ' ', about: 'O' }], 'topics.2.title: " " must not be empty'],
  ])('are refused with %s', (_what, topics, words) => {
    expect(configured(topics)).toThrow(words);
  });
});

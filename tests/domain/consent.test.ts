// Consent is the latest word on each purpose, however long the history has grown.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Consent,
  hasConsent,
  maxConsents,
  type Purpose,
  type Subscriber,
  withConsent,
} from '../../functions/domain/subscriber.ts';
import { person } from '../engagement/people.ts';

const word = fc.record({ purpose: fc.constantFrom<Purpose>('marketing', 'tracking'), given: fc.boolean() });

it('never forgets the latest word on any purpose, nor the first ones', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), (words) => {
      const said = words.map((one, at): Consent => ({ ...one, wording: '1', at, source: 'page' }));
      const begun: Subscriber = { ...person('someone'), consents: [] };
      const subscriber = said.reduce((known, consent) => withConsent(known, consent), begun);
      for (const purpose of ['marketing', 'tracking'] as const) {
        expect(hasConsent(subscriber, purpose)).toBe(said.findLast((one) => one.purpose === purpose)?.given ?? false);
      }
      expect(subscriber.consents.length).toBe(Math.min(said.length, maxConsents));
      expect(subscriber.consents.slice(0, 10)).toEqual(said.slice(0, 10));
    }),
  );
});

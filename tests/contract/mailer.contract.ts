// What every Mailer keeps where all is well: one result per entry, in order, each accepted e-mail with an id of its own.
import { describe, expect, it } from 'vitest';
import type { Mailer } from '../../functions/ports/mailer.ts';
import { aBulkEmail, aSingleEmail } from './mail-examples.ts';

export function mailerContract(make: () => Promise<Mailer>): void {
  describe('Mailer', () => {
    it.each([1, 2, 50])('answers for each of %i entries', async (count) => {
      const results = await (await make()).sendBulk(aBulkEmail(count));
      const ids = results.map((result) => (result.result === 'accepted' ? result.messageId : ''));
      expect(results.map(({ result }) => result)).toEqual(Array.from({ length: count }, () => 'accepted'));
      expect(new Set(ids).size).toBe(count);
      expect(ids).not.toContain('');
    });

    it('answers for one transactional e-mail', async () => {
      const answer = await (await make()).sendOne(aSingleEmail());
      expect(answer).toEqual({ result: 'accepted', messageId: expect.stringMatching(/./) });
    });
  });
}

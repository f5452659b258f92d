// What every store of warm leads keeps: one for each slot, newest first, in pages, whatever is repeated.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Lead } from '../../functions/domain/lead.ts';
import type { Leads } from '../../functions/ports/leads.ts';
import { freshId, noonMs } from './examples.ts';

export function leadsContract(make: () => Promise<Leads>): void {
  describe('warm leads', () => {
    let leads: Leads;
    beforeEach(async () => {
      leads = await make();
    });

    const aLead = (fields: Partial<Lead> = {}): Lead => ({
      batchId: freshId(),
      slot: 3,
      subscriberId: freshId(),
      subject: { kind: 'journey', journeyId: 'series', step: 'next-step' },
      template: 'next-step',
      at: noonMs,
      ...fields,
    });

    it('keeps what was put, and knows its slot', async () => {
      const lead = aLead();
      expect(await leads.noted([lead])).toEqual(new Set());
      await leads.put(lead);
      expect((await leads.page(10)).items).toEqual([lead]);
      const other = { batchId: lead.batchId, slot: 4 };
      expect(await leads.noted([other, lead])).toEqual(new Set([`${lead.batchId} 3`]));
      expect(await leads.noted([])).toEqual(new Set());
    });

    it('takes a slot once, also with another time, and of two tries at once one', async () => {
      const lead = aLead();
      await Promise.all([leads.put(lead), leads.put({ ...lead, at: noonMs + 5 })]);
      const [first] = (await leads.page(10)).items;
      await leads.put({ ...lead, at: noonMs - 60_000 });
      expect((await leads.page(10)).items).toEqual([first]);
    });

    it('lists newest first in pages, each lead once', async () => {
      const made = [2, 0, 4, 1, 3, 3].map((minute) => aLead({ at: noonMs + minute * 60_000 }));
      for (const lead of made) await leads.put(lead);
      const found: Lead[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await leads.page(2, after);
        found.push(...page.items);
        after = page.next;
        pages += 1;
      } while (after !== undefined && pages < 10);
      expect(found.map(({ at }) => (at - noonMs) / 60_000)).toEqual([4, 3, 3, 2, 1, 0]);
      expect(new Set(found.map(({ batchId }) => batchId)).size).toBe(6);
      // Three or four: a full last page may not know that it is the last.
      expect(pages).toBeLessThanOrEqual(4);
    });
  });
}

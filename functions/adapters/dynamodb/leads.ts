// Warm leads in the table: one list of all by time, and a mark beside the batch that remembers each slot, its time, and that it is listed.
import { keptLeadMs, type Lead } from '../../domain/lead.ts';
import { secondMs } from '../../domain/time.ts';
import type { Leads } from '../../ports/leads.ts';
import { keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

export function makeLeads(table: TableAccess): Leads {
  return {
    async noted(slots) {
      const marks = await Promise.all(slots.map((slot) => table.get(keys.leadMark(slot), false)));
      const listed = slots.filter((_, index) => marks[index]?.listed === true);
      return new Set(listed.map(({ batchId, slot }) => `${batchId} ${slot}`));
    },
    async put(lead) {
      const expiresAt = Math.ceil((lead.at + keptLeadMs) / secondMs);
      const mark = keys.leadMark(lead);
      const isNew = await table.putIfAbsent(mark, { at: lead.at, expiresAt });
      // The mark's time names the lead in the list: whoever crashed between the two is finished here, under the same key.
      const at = isNew ? lead.at : (((await table.get(mark))?.at as number | undefined) ?? lead.at);
      await table.putIfAbsent(keys.lead({ ...lead, at }), { ...lead, at, expiresAt });
      await table.put(mark, { at, expiresAt, listed: true });
    },
    async page(limit, after) {
      const { items, last } = await table.query({
        condition: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
        values: { ':pk': keys.leads().pk, ...(after !== undefined && { ':after': after }) },
        limit,
        forward: false,
      });
      const leads = items.map((item) => {
        const { expiresAt: _expiresAt, ...lead } = withoutKeys(item);
        return lead as unknown as Lead;
      });
      const end = items.at(-1)?.sk as string | undefined;
      return last && end !== undefined ? { items: leads, next: end } : { items: leads };
    },
  };
}

// Warm leads in memory: one for each slot, newest first.
import type { Lead } from '../../functions/domain/lead.ts';
import type { Leads } from '../../functions/ports/leads.ts';
import type { Page } from '../../functions/ports/stores.ts';
import { copy, type MemoryState } from './state.ts';

export class MemoryLeads implements Leads {
  constructor(private readonly state: MemoryState) {}

  async noted(slots: readonly Pick<Lead, 'batchId' | 'slot'>[]): Promise<ReadonlySet<string>> {
    return new Set(slots.map(nameOf).filter((name) => this.state.leads.has(name)));
  }

  async put(lead: Lead): Promise<void> {
    if (!this.state.leads.has(nameOf(lead))) this.state.leads.set(nameOf(lead), copy(lead));
  }

  async page(limit: number, after?: string): Promise<Page<Lead>> {
    const all = [...this.state.leads.values()].map((lead): [string, Lead] => [placeOf(lead), lead]);
    const wanted = all.filter(([place]) => after === undefined || place < after).sort(([a], [b]) => (a < b ? 1 : -1));
    const page = wanted.slice(0, limit);
    const end = page.at(-1)?.[0];
    const items = copy(page.map(([, lead]) => lead));
    return wanted.length > limit && end !== undefined ? { items, next: end } : { items };
  }
}

const nameOf = ({ batchId, slot }: Pick<Lead, 'batchId' | 'slot'>): string => `${batchId} ${slot}`;
const placeOf = ({ at, batchId, slot }: Lead): string => `${String(at).padStart(15, '0')}#${batchId}#${slot}`;

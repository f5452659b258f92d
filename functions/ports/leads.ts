// Warm leads, for staff to read newest first.
import type { Lead } from '../domain/lead.ts';
import type { Page } from './stores.ts';

export interface Leads {
  /** Of these slots, those that were noted whole, as `batchId slot`. May be stale: noting one again changes nothing. */
  noted(slots: readonly Pick<Lead, 'batchId' | 'slot'>[]): Promise<ReadonlySet<string>>;
  /** Notes a lead, once for each slot: a repeat, also one with another time, changes nothing and finishes what a crash left. */
  put(lead: Lead): Promise<void>;
  /** Newest first; `after` is an earlier page's `next`. */
  page(limit: number, after?: string): Promise<Page<Lead>>;
}

// A warm lead: somebody followed a booking link herself. It tells staff whom to call; it is never a goal.
import { type Batch, type Subject, slotFates } from './batch.ts';
import { stepEngagement } from './engagement.ts';
import type { SlotEvidence } from './evidence.ts';
import { dayMs, type EpochMs } from './time.ts';

export interface Lead {
  readonly batchId: string;
  readonly slot: number;
  readonly subscriberId: string;
  /** The step or the newsletter whose link it was. */
  readonly subject: Subject;
  readonly template: string;
  /** When she first followed it, as far as is known when it is noted. */
  readonly at: EpochMs;
}

export const leadsPerPage = 50;
/** Older ones vanish. */
export const keptLeadMs = 365 * dayMs;

/** What staff read in the notice; `{firstName}` is filled in there. */
export const leadNotice = '{firstName} followed the booking link.';

/** One notice for each e-mail. */
export function leadCause({ batchId, slot }: Pick<Lead, 'batchId' | 'slot'>): string {
  return `lead ${batchId} ${slot}`;
}

/** Indexes of the links that lead to the clinic's booking page, whatever is added to its address. */
export function bookingLinks(links: readonly { readonly url: string }[], bookingUrl: string): ReadonlySet<number> {
  const page = bookingUrl.replace(/\/$/, '');
  return new Set(
    links.flatMap(({ url }, index) => {
      if (!url.startsWith(page)) return [];
      return /^(?:[/?#]|$)/.test(url.slice(page.length)) ? [index] : [];
    }),
  );
}

/** Who followed one of `booking`, by slot and time; `heldUntil` where a click is too young to be told from a scanner's. */
export function warmSlots(
  batch: Batch,
  evidence: readonly SlotEvidence[],
  booking: ReadonlySet<number>,
  linkCount: number,
  now: EpochMs,
): { readonly warm: ReadonlyMap<number, EpochMs>; readonly heldUntil?: EpochMs } {
  const fates = slotFates(batch);
  const warm = new Map<number, EpochMs>();
  const held: EpochMs[] = [];
  for (const one of evidence) {
    const booked = one.events.some(({ kind, link }) => kind === 'click' && booking.has(link ?? -1));
    // A slot nobody sent claims nothing.
    if (!booked || fates.get(one.slot)?.fate !== 'sent') continue;
    const { clicks, heldUntil } = stepEngagement(one, batch, now, linkCount);
    const times = [...clicks].flatMap(([link, at]) => (booking.has(link) ? [at] : []));
    if (times.length > 0) warm.set(one.slot, Math.min(...times));
    else if (heldUntil !== undefined) held.push(heldUntil);
  }
  return { warm, ...(held.length > 0 && { heldUntil: Math.max(...held) }) };
}

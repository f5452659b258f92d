// Finds warm leads in a bucket's evidence and tells staff of each, once: whoever followed a booking link, as far as graded human.
import type { Batch } from '../domain/batch.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { SlotEvidence } from '../domain/evidence.ts';
import { bookingLinks, type Lead, leadCause, leadNotice, warmSlots } from '../domain/lead.ts';
import { titleOf } from '../domain/place.ts';
import { hasConsent } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Leads } from '../ports/leads.ts';
import type { BatchStore, BroadcastStore, JourneyStore, LinkTables, SubscriberStore } from '../ports/stores.ts';
import { giveNotice, type NoticeDeps } from './give-notice.ts';

export interface NoteLeadsDeps extends NoticeDeps {
  readonly clinic: Pick<Clinic, 'staffAddress' | 'bookingUrl'>;
  readonly batches: Pick<BatchStore, 'recipients'>;
  readonly subscribers: Pick<SubscriberStore, 'getMany'>;
  readonly linkTables: LinkTables;
  readonly leads: Leads;
  readonly journeys: JourneyStore;
  readonly broadcasts: BroadcastStore;
  readonly clock: Clock;
}

/**
 * `evidence` is that of `batches`. Answers when to look again, because a click is too young to be judged; undefined when all
 * are. Costs one cached read for each render that was clicked at all, and writes for new leads alone.
 */
export async function noteLeads(
  deps: NoteLeadsDeps,
  batches: readonly Batch[],
  evidence: readonly SlotEvidence[],
): Promise<EpochMs | undefined> {
  const clicked = Map.groupBy(
    evidence.filter(({ events }) => events.some(({ kind }) => kind === 'click')),
    ({ batchId }) => batchId,
  );
  const held: EpochMs[] = [];
  for (const batch of batches) {
    const own = clicked.get(batch.id);
    if (!own || batch.renderHash === undefined) continue;
    const { links = [] } = (await deps.linkTables.get(batch.renderHash)) ?? {};
    const booking = bookingLinks(links, deps.clinic.bookingUrl);
    if (booking.size === 0) continue;
    const { warm, heldUntil } = warmSlots(batch, own, booking, links.length, deps.clock.now());
    if (heldUntil !== undefined) held.push(heldUntil);
    if (warm.size > 0) await noteOf(deps, batch, warm);
  }
  return held.length > 0 ? Math.max(...held) : undefined;
}

async function noteOf(deps: NoteLeadsDeps, batch: Batch, warm: ReadonlyMap<number, EpochMs>): Promise<void> {
  const noted = await deps.leads.noted([...warm.keys()].map((slot) => ({ batchId: batch.id, slot })));
  const fresh = [...warm].filter(([slot]) => !noted.has(`${batch.id} ${slot}`));
  if (fresh.length === 0) return;
  const recipients = new Map((await deps.batches.recipients(batch.id)).map((one) => [one.slot, one.subscriberId]));
  const people = await deps.subscribers.getMany(fresh.map(([slot]) => recipients.get(slot) ?? '').filter(Boolean));
  for (const [slot, at] of fresh) {
    const subscriber = people.get(recipients.get(slot) ?? '');
    // She may have withdrawn her consent since: then nobody is told what she followed.
    if (!subscriber || !hasConsent(subscriber, 'tracking')) continue;
    const { subject, template } = batch;
    const lead: Lead = { batchId: batch.id, slot, subscriberId: subscriber.id, subject, template, at };
    await giveNotice(deps, {
      cause: leadCause(lead),
      subscriberId: subscriber.id,
      text: leadNotice,
      source: await sourceOf(deps, lead),
      at,
    });
    // Last, because what is noted is not looked at again.
    await deps.leads.put(lead);
  }
}

async function sourceOf(deps: NoteLeadsDeps, { subject }: Lead): Promise<string> {
  if (subject.kind === 'broadcast') return (await deps.broadcasts.get(subject.broadcastId))?.subject ?? 'A newsletter';
  const title = deps.journeys.all().find(({ id }) => id === subject.journeyId)?.title ?? subject.journeyId;
  return `${title}: ${titleOf(subject.step)}`;
}

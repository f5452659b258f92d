// Warm leads for staff, each with whom it is about, the e-mail and its step.
import { type Lead, leadsPerPage } from '../domain/lead.ts';
import { titleOf } from '../domain/place.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { Leads } from '../ports/leads.ts';
import type { BroadcastStore, EnrolmentStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';

export interface LeadRow extends Pick<Lead, 'at' | 'subscriberId' | 'subject'> {
  /** Absent once she is erased. */
  readonly email?: string;
  readonly firstName?: string;
  readonly status?: Subscriber['status'];
  /** The journey's title, or "Newsletter". */
  readonly source: string;
  /** The step in words, or the newsletter's subject. */
  readonly mail: string;
  /** She reached a goal of a journey after all: nobody need call. */
  readonly booked: boolean;
}

export interface LeadPage {
  readonly rows: readonly LeadRow[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface ListLeadsDeps {
  readonly leads: Leads;
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly broadcasts: BroadcastStore;
}

/** Newest first. Answers undefined for a place in the list it never gave. */
export async function listLeads(deps: ListLeadsDeps, after?: string): Promise<LeadPage | undefined> {
  if (after !== undefined && !/^\d{15}#[\w-]{1,40}#\d{1,3}$/.test(after)) return undefined;
  const { items, next } = await deps.leads.page(leadsPerPage, after);
  const ids = [...new Set(items.map(({ subscriberId }) => subscriberId))];
  const journeys = deps.journeys.all();
  const keys = ids.flatMap((subscriberId) => journeys.map(({ id }) => ({ subscriberId, journeyId: id })));
  const [people, walks, issues] = await Promise.all([
    deps.subscribers.getMany(ids),
    deps.enrolments.getMany(keys),
    items.some(({ subject }) => subject.kind === 'broadcast') ? deps.broadcasts.list() : [],
  ]);
  const goals = new Set(walks.flatMap(({ subscriberId, goalAt }) => (goalAt === undefined ? [] : [subscriberId])));
  const subjects = new Map(issues.map(({ id, subject }) => [id, subject]));
  const rows = items.map(({ at, subscriberId, subject, template }): LeadRow => {
    const { email, firstName, status } = people.get(subscriberId) ?? {};
    return {
      at,
      subscriberId,
      subject,
      ...(email && { email }),
      ...(firstName !== undefined && { firstName }),
      ...(status && { status }),
      ...(subject.kind === 'broadcast'
        ? { source: 'Newsletter', mail: subjects.get(subject.broadcastId) ?? titleOf(template) }
        : {
            source: journeys.find(({ id }) => id === subject.journeyId)?.title ?? subject.journeyId,
            mail: titleOf(subject.step),
          }),
      booked: goals.has(subscriberId),
    };
  });
  return { rows, ...(next !== undefined && { next }) };
}

// The list of subscribers for staff: paged over the audience shards, each row with status, place in the journey and last e-mail.
import { parseAddress } from '../domain/address.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { Journey } from '../domain/journey.ts';
import { placeInWords, walkerOf } from '../domain/place.ts';
import type { Subscriber, SubscriberStatus } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Identity } from '../ports/identity.ts';
import type { EnrolmentStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';

export const subscribersPerPage = 25;
/** Store pages read for one page of the list: a rare status may give a short page with a way on. */
const maxReads = 40;
const readSize = 100;

export interface SubscriberRow {
  readonly subscriber: Subscriber;
  /** Where she stands, one line per journey. */
  readonly places: readonly { readonly journeyId: string; readonly title: string; readonly words: string }[];
  /** The latest e-mail of a journey that left. */
  readonly lastMail?: { readonly step: string; readonly at: EpochMs };
  /** When something is next due for her. */
  readonly nextAt?: EpochMs;
}

export interface SubscriberPage {
  readonly rows: readonly SubscriberRow[];
  /** Opaque; hand it back as `after`. */
  readonly next?: string;
}

export interface SubscriberFilter {
  readonly status?: SubscriberStatus;
  /** An exact address; anything but that address is then left out. */
  readonly email?: string;
  readonly after?: string;
}

export interface ListSubscribersDeps {
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly identity: Identity;
  readonly audienceShards: number;
  readonly clinic: { readonly timeZone: string };
}

/** Answers undefined for an `after` this list did not give. Throws AddressError for an `email` that is none. */
export async function listSubscribers(
  deps: ListSubscribersDeps,
  filter: SubscriberFilter,
): Promise<SubscriberPage | undefined> {
  if (filter.email !== undefined) return findByAddress(deps, filter.email, filter.status);
  const from = filter.after ? readCursor(filter.after) : { shard: 0 };
  if (!from) return undefined;
  const { found, next } = await collect(deps, filter.status, from);
  const rows = await describe(deps, found);
  return next ? { rows, next: writeCursor(next) } : { rows };
}

async function findByAddress(
  deps: ListSubscribersDeps,
  email: string,
  status?: SubscriberStatus,
): Promise<SubscriberPage> {
  const subscriber = await deps.subscribers.get(deps.identity.subscriberId(parseAddress(email).key));
  const wanted = subscriber && (status === undefined || subscriber.status === status);
  return { rows: wanted ? await describe(deps, [subscriber]) : [] };
}

interface Cursor {
  readonly shard: number;
  readonly after?: string;
}

async function collect(deps: ListSubscribersDeps, status: SubscriberStatus | undefined, from: Cursor) {
  const found: Subscriber[] = [];
  let at: Cursor = from;
  for (let read = 0; read < maxReads && at.shard < deps.audienceShards; read++) {
    const page = await deps.subscribers.page(at.shard, readSize, at.after);
    for (const subscriber of page.items) {
      at = { shard: at.shard, after: subscriber.id };
      if (status !== undefined && subscriber.status !== status) continue;
      found.push(subscriber);
      if (found.length === subscribersPerPage) return { found, next: at };
    }
    if (page.next === undefined) at = { shard: at.shard + 1 };
  }
  return at.shard < deps.audienceShards ? { found, next: at } : { found };
}

async function describe(deps: ListSubscribersDeps, subscribers: readonly Subscriber[]): Promise<SubscriberRow[]> {
  const journeyIds = deps.journeys.all().map(({ id }) => id);
  const keys = subscribers.flatMap(({ id }) => journeyIds.map((journeyId) => ({ subscriberId: id, journeyId })));
  const bySubscriber = Map.groupBy(await deps.enrolments.getMany(keys), ({ subscriberId }) => subscriberId);
  return Promise.all(
    subscribers.map((subscriber) => describeOne(deps, subscriber, bySubscriber.get(subscriber.id) ?? [])),
  );
}

async function describeOne(
  deps: ListSubscribersDeps,
  subscriber: Subscriber,
  enrolments: readonly Enrolment[],
): Promise<SubscriberRow> {
  const walker = walkerOf(subscriber, deps.clinic.timeZone);
  const walked = await Promise.all(
    enrolments.map(
      async (enrolment): Promise<[Enrolment, Journey | undefined]> => [
        enrolment,
        await deps.journeys.version(enrolment.journeyId, enrolment.version),
      ],
    ),
  );
  const sent = enrolments.flatMap(({ sends }) => sends.filter(({ refused }) => refused === undefined));
  const lastMail = sent.reduce<(typeof sent)[number] | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
  const due = enrolments.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt]));
  return {
    subscriber,
    places: walked.map(([enrolment, journey]) => ({
      journeyId: enrolment.journeyId,
      title: journey?.title ?? enrolment.journeyId,
      words: placeInWords(journey, enrolment, walker),
    })),
    ...(lastMail && { lastMail: { step: lastMail.step, at: lastMail.at } }),
    ...(due.length > 0 && { nextAt: Math.min(...due) }),
  };
}

function writeCursor({ shard, after = '' }: Cursor): string {
  return `${shard}.${after}`;
}

function readCursor(cursor: string): Cursor | undefined {
  const [, shard, after] = /^(\d{1,4})\.([A-Za-z0-9_-]{0,64})$/.exec(cursor) ?? [];
  if (shard === undefined) return undefined;
  return after ? { shard: Number(shard), after } : { shard: Number(shard) };
}

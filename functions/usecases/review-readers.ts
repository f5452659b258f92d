// Looks at everybody's e-mails again, once a week and a page at a time: her score as it is now, and the end of marketing mail
// where she has long been silent. Everything is recomputed from what is stored, so that a page looked at twice changes nothing.
import type { Batch } from '../domain/batch.ts';
import type { Broadcast, Slice } from '../domain/broadcast.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { type Review, reviewEveryMs } from '../domain/review.ts';
import { type MailSign, reviewed, signOf } from '../domain/score.ts';
import { hasConsent, type Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Budget, Clock } from '../ports/clock.ts';
import type { Reviews } from '../ports/reviews.ts';
import type {
  BatchStore,
  BroadcastStore,
  EnrolmentStore,
  EvidenceStore,
  JourneyStore,
  SubscriberStore,
} from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { followRedriven } from './follow-redriven.ts';

export interface ReviewDeps {
  readonly clinic: Pick<Clinic, 'sunset'>;
  readonly reviews: Reviews;
  readonly subscribers: SubscriberStore;
  readonly enrolments: Pick<EnrolmentStore, 'getMany'>;
  readonly journeys: JourneyStore;
  readonly broadcasts: BroadcastStore;
  readonly batches: Pick<BatchStore, 'getMany'>;
  readonly evidence: Pick<EvidenceStore, 'getMany'>;
  readonly clock: Clock;
  readonly audienceShards: number;
}

/** People looked at together; the place is saved after so many pages, or when time runs short. */
const pageSize = 100;
const maxPages = 40;
/** What one page may take. */
const minRemainingMs = 20_000;
/** Of one person the latest so many e-mails of her series are looked at, and the latest so many issues. */
const latestMails = 40;
const latestIssues = 12;
/** Slices hold 1,000 people: enough for two million in one shard. */
const maxSlices = 2_000;

/** Goes on where the review stands, if it is due. */
export async function reviewReaders(deps: ReviewDeps, budget: Budget): Promise<void> {
  const review = await deps.reviews.get();
  const now = deps.clock.now();
  if (!review || review.dueAt > now) return;
  const issues = (await deps.broadcasts.list()).filter(({ cutoffAt = now }) => cutoffAt < now).slice(0, latestIssues);
  const slices = new SliceReader(deps.broadcasts);
  let at: Review['at'] = review.at ?? { shard: 0 };
  for (let pages = 0; at && pages < maxPages && budget.remainingMs() > minRemainingMs; pages++) {
    const page = await deps.subscribers.page(at.shard, pageSize, at.after);
    await reviewPage(deps, page.items, { shard: at.shard, issues, slices }, now);
    const shard: number = at.shard;
    if (page.next !== undefined) at = { shard, after: page.next };
    else at = shard + 1 < deps.audienceShards ? { shard: shard + 1 } : undefined;
  }
  // Another one may have gone the same way: what both looked at came out the same.
  const { at: _at, ...kept } = review;
  await deps.reviews.save(at ? { ...kept, at, dueAt: now } : { ...kept, dueAt: now + reviewEveryMs });
}

interface Issues {
  readonly shard: number;
  readonly issues: readonly Broadcast[];
  readonly slices: SliceReader;
}

async function reviewPage(deps: ReviewDeps, page: readonly Subscriber[], issues: Issues, now: EpochMs): Promise<void> {
  const people = page.filter(
    (one) => one.score !== undefined || (one.status === 'active' && hasConsent(one, 'tracking')),
  );
  if (people.length === 0) return;
  const mails = await mailsOf(deps, people, issues, now);
  for (const person of people) {
    const judge = (known: Subscriber) => reviewed(known, mails.get(person.id) ?? [], deps.clinic.sunset, now);
    // The index may be stale: it only says whom to read.
    if (judge(person) === person) continue;
    await changeSubscriber(deps.subscribers, person.id, (known) => {
      const next = known && judge(known);
      return next === known ? undefined : next;
    });
  }
}

interface Slot {
  readonly subscriberId: string;
  readonly batchId: string;
  readonly slot: number;
}

async function mailsOf(
  deps: ReviewDeps,
  people: readonly Subscriber[],
  issues: Issues,
  now: EpochMs,
): Promise<Map<string, MailSign[]>> {
  const keys = people.flatMap(({ id }) =>
    deps.journeys.all().map((journey) => ({ subscriberId: id, journeyId: journey.id })),
  );
  const [walks, newsletters] = await Promise.all([deps.enrolments.getMany(keys), issueSlots(issues, people)]);
  const { slots, batches } = await followRedriven(deps.batches, [
    ...[...Map.groupBy(walks, ({ subscriberId }) => subscriberId).values()].flatMap(walkSlots),
    ...newsletters,
  ]);
  const tracked = slots.filter(({ batchId }) => batches.get(batchId)?.variant.tracked);
  const evidence = new Map((await deps.evidence.getMany(tracked)).map((one) => [nameOf(one), one]));
  const mails = new Map<string, MailSign[]>();
  for (const slot of tracked) {
    const sign = signOf(batches.get(slot.batchId) as Batch, slot.slot, evidence.get(nameOf(slot)), now);
    if (sign) mails.set(slot.subscriberId, [...(mails.get(slot.subscriberId) ?? []), sign]);
  }
  return mails;
}

const nameOf = ({ batchId, slot }: { readonly batchId: string; readonly slot: number }) => `${batchId} ${slot}`;

/** Of one person's walks. */
function walkSlots(walks: readonly Enrolment[]): Slot[] {
  return walks
    .flatMap(({ subscriberId, sends }) =>
      sends.flatMap(({ batchId, slot, at }) =>
        batchId === undefined || slot === undefined ? [] : [{ subscriberId, batchId, slot, at }],
      ),
    )
    .sort((a, b) => b.at - a.at)
    .slice(0, latestMails);
}

/** The people's slots in the latest newsletters; they are of one shard, in the order of their ids. */
async function issueSlots({ shard, issues, slices }: Issues, people: readonly Subscriber[]): Promise<Slot[]> {
  const ids = new Set(people.map(({ id }) => id));
  const first = people[0]?.id ?? '';
  const last = people.at(-1)?.id ?? '';
  const found = await Promise.all(
    issues.map(async ({ id }) => {
      const slots: Slot[] = [];
      for (const slice of await slices.covering(id, shard, first, last))
        for (const { batchId, members } of slice.batches)
          for (const [slot, subscriberId] of members.entries())
            if (ids.has(subscriberId)) slots.push({ subscriberId, batchId, slot });
      return slots;
    }),
  );
  return found.flat();
}

/** Pages come in the order of ids: the slice that served the last page is where the next one begins to look. */
class SliceReader {
  readonly #reached = new Map<string, { index: number; slice: Slice | undefined }>();

  constructor(private readonly broadcasts: Pick<BroadcastStore, 'getSlice'>) {}

  /** The slices that hold ids from `first` to `last`. */
  async covering(broadcastId: string, shard: number, first: string, last: string): Promise<Slice[]> {
    const name = `${broadcastId} ${shard}`;
    const found: Slice[] = [];
    const reached = this.#reached.get(name);
    let index = reached?.index ?? 0;
    let slice = reached?.slice ?? (await this.broadcasts.getSlice(broadcastId, shard, index));
    while (slice && index < maxSlices) {
      if (slice.next === undefined || slice.next >= first) found.push(slice);
      if (slice.next === undefined || slice.next >= last) break;
      index += 1;
      slice = await this.broadcasts.getSlice(broadcastId, shard, index);
    }
    this.#reached.set(name, { index, slice });
    return found;
  }
}

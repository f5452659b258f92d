// Who walks a journey: its people found by the audience index, a page at a time, and where they stand.
import type { Enrolment } from '../domain/enrolment.ts';
import type { EnrolmentStore, SubscriberStore } from '../ports/stores.ts';

/** Subscribers looked at in one slice. */
const sliceSize = 100;

export interface WalksDeps {
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly audienceShards: number;
}

/** A place in the audience; the next slice begins after it. */
export interface WalksCursor {
  readonly shard: number;
  readonly after?: string;
}

export interface WalksSlice {
  readonly walks: readonly Enrolment[];
  /** Absent after the last. */
  readonly next?: WalksCursor;
}

/** The walks of one journey among the next hundred subscribers; reads are consistent, who is asked may be stale. */
export async function readWalks(deps: WalksDeps, journeyId: string, from: WalksCursor): Promise<WalksSlice> {
  const page = await deps.subscribers.page(from.shard, sliceSize, from.after);
  const walks = await deps.enrolments.getMany(page.items.map(({ id }) => ({ subscriberId: id, journeyId })));
  if (page.next !== undefined) return { walks, next: { shard: from.shard, after: page.next } };
  return from.shard + 1 < deps.audienceShards ? { walks, next: { shard: from.shard + 1 } } : { walks };
}

/** People on one node of one version. */
export interface Standing {
  readonly version: string;
  readonly step: string;
  readonly people: number;
  /** Of them, those whose e-mail is being sent this moment. */
  readonly sending: number;
}

export interface WalksSurvey {
  readonly standing: readonly Standing[];
  readonly ended: number;
  /** Not everybody was looked at; the numbers are lower bounds. */
  readonly isPartial: boolean;
}

/** All shards at once, each slice by slice. `maxSlices` bounds what one look may cost per shard; an operator's has none. */
export async function surveyWalks(
  deps: WalksDeps,
  journeyId: string,
  maxSlices = Number.POSITIVE_INFINITY,
  look: (walk: Enrolment) => void = () => undefined,
): Promise<WalksSurvey> {
  const standing = new Map<string, Standing>();
  let ended = 0;
  const note = (walk: Enrolment): void => {
    look(walk);
    if (walk.state === 'ended') {
      ended += 1;
      return;
    }
    const key = `${walk.version} ${walk.at}`;
    const { people = 0, sending = 0 } = standing.get(key) ?? {};
    const isSending = walk.state === 'sending' ? 1 : 0;
    standing.set(key, { version: walk.version, step: walk.at, people: people + 1, sending: sending + isSending });
  };
  const ofShard = async (shard: number): Promise<boolean> => {
    let cursor: WalksCursor | undefined = { shard };
    for (let slices = 0; cursor?.shard === shard; slices++) {
      if (slices === maxSlices) return true;
      const { walks, next }: WalksSlice = await readWalks(deps, journeyId, cursor);
      walks.forEach(note);
      cursor = next;
    }
    return false;
  };
  const cutShort = await Promise.all(Array.from({ length: deps.audienceShards }, (_, shard) => ofShard(shard)));
  return { standing: [...standing.values()], ended, isPartial: cutShort.includes(true) };
}

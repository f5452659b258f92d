// The due index of a large memory: kept up to date as items are written, where the small one looks through all of them.
import type { EpochMs } from '../../functions/domain/time.ts';
import type { DueIndex, DueRef } from '../../functions/ports/stores.ts';
import { allDueShards, dueShard } from '../../functions/table.ts';
import { MemoryState } from '../memory/state.ts';
import { Agenda } from './agenda.ts';

class WatchedMap<Value> extends Map<string, Value> {
  onSet: (name: string, value: Value) => void = () => undefined;

  override set(name: string, value: Value): this {
    super.set(name, value);
    this.onSet(name, value);
    return this;
  }
}

/** A memory that tells a calendar of every write. */
export class WatchedState extends MemoryState {
  override readonly enrolments = new WatchedMap<
    MemoryState['enrolments'] extends Map<string, infer Value> ? Value : never
  >();
  override readonly batches = new WatchedMap<MemoryState['batches'] extends Map<string, infer Value> ? Value : never>();
  override readonly broadcasts = new WatchedMap<
    MemoryState['broadcasts'] extends Map<string, infer Value> ? Value : never
  >();
}

interface Due {
  readonly ref: DueRef;
  /** What the item itself says now. */
  dueAt(): EpochMs | undefined;
}

/** Enrolments, batches and broadcasts; nobody asks this calendar for buckets or confirmations. */
export class DueCalendar implements DueIndex {
  readonly #byShard = new Map(allDueShards.map(({ shard }) => [shard, new Agenda<Due>()]));

  constructor(state: WatchedState) {
    state.enrolments.onSet = (name, { subscriberId, journeyId, dueAt }) => {
      const ref: DueRef = { kind: 'enrolment', key: { subscriberId, journeyId } };
      this.#note(dueShard('enrolment', subscriberId), dueAt, { ref, dueAt: () => state.enrolments.get(name)?.dueAt });
    };
    state.batches.onSet = (name, { id, dueAt }) => {
      const ref: DueRef = { kind: 'batch', batchId: id };
      this.#note(dueShard('batch', id), dueAt, { ref, dueAt: () => state.batches.get(name)?.dueAt });
    };
    state.broadcasts.onSet = (name, { id, dueAt }) => {
      const ref: DueRef = { kind: 'broadcast', broadcastId: id };
      this.#note(dueShard('broadcast', id), dueAt, { ref, dueAt: () => state.broadcasts.get(name)?.dueAt });
    };
  }

  get nextAt(): EpochMs {
    return Math.min(...[...this.#byShard.values()].map((agenda) => this.#earliest(agenda)));
  }

  shards(): ReturnType<DueIndex['shards']> {
    return allDueShards;
  }

  async due(shard: string, now: EpochMs, limit: number): Promise<DueRef[]> {
    const agenda = this.#byShard.get(shard);
    const taken: { at: EpochMs; entry: Due }[] = [];
    while (agenda && taken.length < limit && this.#earliest(agenda) <= now) {
      const next = agenda.take();
      if (next) taken.push(next);
    }
    // They stay due until their items say otherwise. An item may be noted twice for one time; it is named once.
    const named = new Map(taken.map((one) => [JSON.stringify(one.entry.ref), one]));
    for (const { at, entry } of named.values()) agenda?.note(at, entry);
    return [...named.values()].map(({ entry }) => entry.ref);
  }

  async oldestDueAt(shard: string, now: EpochMs): Promise<EpochMs | undefined> {
    const agenda = this.#byShard.get(shard);
    const at = agenda ? this.#earliest(agenda) : Number.POSITIVE_INFINITY;
    return at <= now ? at : undefined;
  }

  #note(shard: string, dueAt: EpochMs | undefined, due: Due): void {
    if (dueAt !== undefined) this.#byShard.get(shard)?.note(dueAt, due);
  }

  /** Entries whose item has another time by now are dropped on the way. */
  #earliest(agenda: Agenda<Due>): EpochMs {
    for (let next = agenda.take(); next; next = agenda.take()) {
      if (next.entry.dueAt() !== next.at) continue;
      agenda.note(next.at, next.entry);
      return next.at;
    }
    return Number.POSITIVE_INFINITY;
  }
}

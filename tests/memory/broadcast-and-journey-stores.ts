// Broadcasts with their slices, and journeys with the versions kept for those who still walk them, in memory.
import { type Broadcast, isLate, type LateBroadcast, type Slice } from '../../functions/domain/broadcast.ts';
import { type Journey, type StepSubject, stepSubjects } from '../../functions/domain/journey.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { BroadcastStore, JourneyStore } from '../../functions/ports/stores.ts';
import { keys } from '../../functions/table.ts';
import { copy, type MemoryState, nameOf, saveVersioned } from './state.ts';

export class MemoryBroadcastStore implements BroadcastStore {
  constructor(private readonly state: MemoryState) {}

  async get(id: string): Promise<Broadcast | undefined> {
    return copy(this.state.broadcasts.get(id));
  }

  async list(): Promise<Broadcast[]> {
    return copy([...this.state.broadcasts.values()].sort((a, b) => b.createdAt - a.createdAt));
  }

  async lately(_now: EpochMs, since: EpochMs): Promise<readonly LateBroadcast[]> {
    return (await this.list()).filter((broadcast) => isLate(broadcast, since));
  }

  async contentKey(id: string): Promise<string | undefined> {
    return this.state.broadcasts.get(id)?.contentKey;
  }

  async save(broadcast: Broadcast): Promise<boolean> {
    return saveVersioned(this.state.broadcasts, broadcast.id, broadcast);
  }

  async putSlice(slice: Slice): Promise<Slice> {
    const name = nameOf(keys.slice(slice.broadcastId, slice.shard, slice.index));
    if (!this.state.slices.has(name)) this.state.slices.set(name, copy(slice));
    return copy(this.state.slices.get(name) ?? slice);
  }

  async getSlice(broadcastId: string, shard: number, index: number): Promise<Slice | undefined> {
    return copy(this.state.slices.get(nameOf(keys.slice(broadcastId, shard, index))));
  }
}

export class MemoryJourneyStore implements JourneyStore {
  /** `built`: the current versions, as a build would bring them. */
  constructor(
    private readonly state: MemoryState,
    private readonly built: readonly Journey[],
  ) {}

  async current(journeyId: string): Promise<Journey | undefined> {
    return copy(this.built.find(({ id }) => id === journeyId));
  }

  async version(journeyId: string, version: string): Promise<Journey | undefined> {
    const built = this.built.find((journey) => journey.id === journeyId && journey.version === version);
    return copy(built ?? this.state.journeys.get(nameOf(keys.journeyVersion(journeyId, version))));
  }

  async keepCurrent(): Promise<void> {
    for (const journey of this.built) {
      const name = nameOf(keys.journeyVersion(journey.id, journey.version));
      if (!this.state.journeys.has(name)) this.state.journeys.set(name, copy(journey));
    }
  }

  all(): readonly Journey[] {
    return copy(this.built);
  }

  async everyStep(): Promise<readonly StepSubject[]> {
    return stepSubjects([...this.built, ...this.state.journeys.values()]);
  }
}

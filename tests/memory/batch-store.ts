// Batches in memory: put-if-absent plans, changes of state under state and token, sets that only grow.
import type { Batch, Recipient, SlotAdditions } from '../../functions/domain/batch.ts';
import type { BatchChange, BatchStore } from '../../functions/ports/stores.ts';
import { copy, found, type MemoryState } from './state.ts';

export class MemoryBatchStore implements BatchStore {
  constructor(private readonly state: MemoryState) {}

  async plan(batch: Batch, recipients: readonly Recipient[]): Promise<void> {
    if (!this.state.recipients.has(batch.id)) this.state.recipients.set(batch.id, copy(recipients));
    if (!this.state.batches.has(batch.id)) this.state.batches.set(batch.id, copy(batch));
  }

  async get(id: string): Promise<Batch | undefined> {
    return copy(this.state.batches.get(id));
  }

  async getMany(ids: readonly string[]): Promise<Map<string, Batch>> {
    return new Map(found(this.state.batches, ids).map((batch) => [batch.id, batch]));
  }

  async recipients(id: string): Promise<Recipient[]> {
    return copy([...(this.state.recipients.get(id) ?? [])]);
  }

  async change(id: string, expected: Pick<Batch, 'state' | 'token'>, change: BatchChange): Promise<boolean> {
    const batch = this.state.batches.get(id);
    if (!batch) return false;
    if (batch.state === expected.state && batch.token === expected.token) {
      this.state.batches.set(id, changed(batch, change));
      return true;
    }
    // A change that brings no token of its own cannot be recognised.
    return change.token !== undefined && change.token !== expected.token && batch.token === change.token;
  }

  async add(id: string, additions: SlotAdditions): Promise<Batch | undefined> {
    const batch = this.state.batches.get(id);
    if (!batch) return undefined;
    this.state.batches.set(id, grown(batch, additions));
    return this.get(id);
  }
}

function changed(batch: Batch, { add, dueAt, ...fields }: BatchChange): Batch {
  const { dueAt: dueBefore, ...rest } = grown(batch, add ?? {});
  const due = dueAt === undefined ? dueBefore : (dueAt ?? undefined);
  return { ...rest, ...copy(fields), ...(due === undefined ? {} : { dueAt: due }) };
}

const setNames = [
  'accepted',
  'delivered',
  'evented',
  'refused',
  'bounced',
  'returned',
  'complained',
  'unsubscribed',
  'goals',
  'late',
] as const satisfies readonly (keyof SlotAdditions)[];

function grown(batch: Batch, additions: SlotAdditions): Batch {
  const sets = setNames.map((name) => [name, new Set<string | number>([...batch[name], ...(additions[name] ?? [])])]);
  return { ...batch, ...(Object.fromEntries(sets) as Pick<Batch, (typeof setNames)[number]>) };
}

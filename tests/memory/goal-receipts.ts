// Goal receipts in memory; they are never forgotten.
import type { GoalReceipts } from '../../functions/ports/goal-hook.ts';
import type { MemoryState } from './state.ts';

export class MemoryGoalReceipts implements GoalReceipts {
  constructor(private readonly state: MemoryState) {}

  async has(eventId: string): Promise<boolean> {
    return this.state.goalReceipts.has(eventId);
  }

  async note(eventId: string): Promise<void> {
    this.state.goalReceipts.add(eventId);
  }
}

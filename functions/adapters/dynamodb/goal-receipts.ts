// Receipts of goal events in the table: one small item each, which the table forgets by itself.
import { dayMs, secondMs } from '../../domain/time.ts';
import type { GoalReceipts } from '../../ports/goal-hook.ts';
import { keys, tableDefinition } from '../../table.ts';
import type { TableAccess } from './table-access.ts';

/** Longer than any sender goes on trying. */
const keptMs = 30 * dayMs;

export function makeGoalReceipts(table: TableAccess): GoalReceipts {
  return {
    has: async (eventId) => (await table.get(keys.goalReceipt(eventId))) !== undefined,
    note: (eventId, at) =>
      table.put(keys.goalReceipt(eventId), { [tableDefinition.ttl]: Math.ceil((at + keptMs) / secondMs) }),
  };
}

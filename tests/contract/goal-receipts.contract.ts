// What every GoalReceipts keeps: an event noted once is known from then on, to every process.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GoalReceipts } from '../../functions/ports/goal-hook.ts';
import { noonMs } from './examples.ts';

export function goalReceiptsContract(make: () => Promise<GoalReceipts>): void {
  describe('GoalReceipts', () => {
    it('knows an event once it was noted, however often, and no other', async () => {
      const [id, other] = [`booking #42 | ${randomUUID()}`, randomUUID()];
      const receipts = await make();
      expect(await receipts.has(id)).toBe(false);
      await Promise.all([receipts.note(id, noonMs), (await make()).note(id, noonMs + 1_000)]);
      const fresh = await make();
      expect([await fresh.has(id), await fresh.has(other)]).toEqual([true, false]);
    });
  });
}

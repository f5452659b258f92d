// What every LinkTables keeps: immutable tables under a render's hash.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LinkTables } from '../../functions/ports/stores.ts';
import { range } from './examples.ts';

/** `make` gives a fresh process over the same memory at every call of one suite. */
export function linkTablesContract(make: () => Promise<LinkTables>): void {
  const aTable = (count: number) => ({
    hash: randomBytes(8).toString('hex'),
    template: 'welcome',
    tracked: true,
    links: range(count).map((n) => ({ name: `link-${n}`, url: `https://clinic.example/${n}?t={leaveToken}` })),
  });

  describe('LinkTables', () => {
    it('answers undefined for a hash nobody stored, and finds it once somebody did', async () => {
      const table = aTable(3);
      const reader = await make();
      expect(await reader.get(table.hash)).toBeUndefined();
      await (await make()).put(table);
      expect(await reader.get(table.hash)).toEqual(table);
      expect(await reader.get(table.hash)).toEqual(table);
    });

    it('takes the same table twice, from two processes, and tables without links', async () => {
      const table = aTable(0);
      const [one, other] = [await make(), await make()];
      await Promise.all([one.put(table), other.put(table), one.put(table)]);
      expect(await (await make()).get(table.hash)).toEqual(table);
    });

    it('keeps links in their order', async () => {
      const table = aTable(120);
      await (await make()).put(table);
      expect((await (await make()).get(table.hash))?.links).toEqual(table.links);
    });
  });
}

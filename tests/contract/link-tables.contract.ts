// What every LinkTables keeps: tables under a render's hash, whose links never change, and which of them were withdrawn.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LinkTables } from '../../functions/ports/stores.ts';
import { noonMs, range } from './examples.ts';

/** `make` gives a fresh process over the same memory at every call of one suite. */
export function linkTablesContract(make: () => Promise<LinkTables>): void {
  const aTable = (count: number) => ({
    hash: randomBytes(8).toString('hex'),
    template: 'welcome',
    tracked: true,
    links: range(count).map((n) => ({ name: `link-${n}`, url: `https://clinic.example/${n}?t={leaveToken}` })),
  });

  const taken = (minute: number) => ({ withdrawn: true, by: 'editor@clinic.example', at: noonMs + minute });

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

    it('knows which links were withdrawn, however often, and lets one lead on again', async () => {
      const table = aTable(4);
      const tables = await make();
      await tables.put(table);
      expect(await tables.get(table.hash)).toEqual(table);
      for (const link of [3, 1, 3]) expect(await tables.setWithdrawn(table.hash, link, taken(link))).toBe(true);
      expect(await tables.get(table.hash)).toEqual({ ...table, withdrawn: [1, 3] });
      await (await make()).put(table);
      expect(await (await make()).get(table.hash)).toEqual({ ...table, withdrawn: [1, 3] });
      for (const link of [3, 1, 0]) await tables.setWithdrawn(table.hash, link, { ...taken(9), withdrawn: false });
      expect(await (await make()).get(table.hash)).toEqual(table);
    });

    it('withdraws nothing of a table that does not exist', async () => {
      const { hash } = aTable(1);
      expect(await (await make()).setWithdrawn(hash, 0, taken(0))).toBe(false);
      expect(await (await make()).get(hash)).toBeUndefined();
      expect((await (await make()).withdrawn()).filter((one) => one.hash === hash)).toEqual([]);
    });

    it('lists what is withdrawn now, the latest first, with who did it and when', async () => {
      const table = aTable(4);
      const tables = await make();
      await tables.put(table);
      const { hash } = table;
      for (const link of [1, 3, 2]) await tables.setWithdrawn(hash, link, taken(link));
      await tables.setWithdrawn(hash, 2, { ...taken(9), withdrawn: false });
      await tables.setWithdrawn(hash, 0, { ...taken(9), withdrawn: false });
      expect((await (await make()).withdrawn()).filter((one) => one.hash === hash)).toEqual([
        { hash, link: 3, by: 'editor@clinic.example', at: noonMs + 3 },
        { hash, link: 1, by: 'editor@clinic.example', at: noonMs + 1 },
      ]);
    });
  });
}

// What every Blobs keeps: text under a key, read back as it was.
import { describe, expect, it } from 'vitest';
import type { Blobs } from '../../functions/ports/stores.ts';
import { freshId, range } from './examples.ts';

export function blobsContract(make: () => Promise<Blobs>): void {
  describe('Blobs', () => {
    it('answers undefined for a key nobody stored', async () => {
      expect(await (await make()).get(`newsletters/${freshId()}.json`)).toBeUndefined();
    });

    it('keeps text of any script and size, and the later of two', async () => {
      const blobs = await make();
      const key = `newsletters/${freshId()}.json`;
      const content = JSON.stringify({ html: '<p>Änna 🌿 안녕</p>'.repeat(12_000) });
      await blobs.put(key, 'before', 'text/plain');
      await blobs.put(key, content, 'application/json');
      expect(await blobs.get(key)).toBe(content);
    });

    it('answers everybody who asks at once, for the same and for many others', async () => {
      const stored = range(20).map(() => `newsletters/${freshId()}.json`);
      await Promise.all(stored.map(async (key) => (await make()).put(key, key, 'text/plain')));
      const blobs = await make();
      const asked = [...stored, ...stored];
      expect(await Promise.all(asked.map((key) => blobs.get(key)))).toEqual(asked);
    });
  });
}

// What every Blobs keeps: text under a key, read back as it was.
import { describe, expect, it } from 'vitest';
import type { Blobs } from '../../functions/ports/stores.ts';
import { freshId } from './examples.ts';

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
  });
}

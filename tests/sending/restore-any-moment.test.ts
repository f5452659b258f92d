// A backup made at any moment of a table's life: nothing that the lost table sent is sent again while its gap is held or lapsed. One
// moment in eight here, each of them in tests/prove.
import { describe, expect, it } from 'vitest';
import { type LostLife, liveAndLose, liveOn } from './any-moment.ts';

const oneIn = 8;
let life: Promise<LostLife> | undefined;

describe.each(['hold', 'lapse'] as const)('a gap decided by %s', (choice) => {
  it.each([0, 3, 20])(
    'sends nothing twice, the functions having run for %i minutes',
    async (minutes) => {
      life ??= liveAndLose(40);
      const found = await life;
      expect(found.lost.sent).toHaveLength(120);
      expect(found.backups.length).toBeGreaterThan(80);
      for (const [index, backup] of found.backups.entries()) {
        if (index % oneIn !== minutes % oneIn) continue;
        expect(await liveOn(found, backup, choice, minutes), `backup ${index}, after ${backup.after}`).toEqual({
          twice: 0,
          stuck: 0,
        });
      }
    },
    60_000,
  );
});

// A backup made after each single write of a table's first minutes: held or lapsed, nothing that the lost table sent is sent again.
import { describe, expect, it } from 'vitest';
import { type LostLife, liveAndLose, liveOn } from '../sending/any-moment.ts';

let life: Promise<LostLife> | undefined;

describe.each(['hold', 'lapse'] as const)('a gap decided by %s', (choice) => {
  it.each([0, 1, 3, 20, 200])(
    'sends nothing twice, the functions having run for %i minutes',
    async (minutes) => {
      life ??= liveAndLose(60);
      const found = await life;
      expect(found.lost.sent).toHaveLength(180);
      expect(found.backups.length).toBeGreaterThan(120);
      for (const [index, backup] of found.backups.entries()) {
        expect(await liveOn(found, backup, choice, minutes), `backup ${index}, after ${backup.after}`).toEqual({
          twice: 0,
          stuck: 0,
        });
      }
    },
    300_000,
  );
});

// How long SES's word is awaited, by how late others came.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { doubtGraceMs } from '../../functions/domain/batch.ts';
import { graceMsNow, latenessOf, lateWordKeptMs } from '../../functions/domain/proof.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';

const moment = fc.integer({ min: 0, max: 1_000 * hourMs });
const lateness = fc.integer({ min: 0, max: 48 * hourMs });

it('is longer than the latest word was late for as long as that is remembered, and never shorter than the grace time', () => {
  fc.assert(
    fc.property(moment, lateness, fc.integer({ min: 0, max: 3 * lateWordKeptMs }), (at, ms, laterMs) => {
      const latest = latenessOf([at - ms], at);
      const graceMs = graceMsNow({ sentAt: 0, late: latest ? [latest] : [] }, at + laterMs);
      expect(graceMs).toBeGreaterThanOrEqual(doubtGraceMs);
      if (laterMs <= lateWordKeptMs) expect(graceMs).toBe(Math.max(doubtGraceMs, ms * 1.5));
      if (laterMs >= 2 * lateWordKeptMs) expect(graceMs).toBe(doubtGraceMs);
    }),
  );
});

it('takes the latest of many words, and none from the future', () => {
  fc.assert(
    fc.property(moment, fc.array(fc.integer({ min: -hourMs, max: 48 * hourMs })), (at, late) => {
      const worst = Math.max(0, ...late);
      const happened = late.map((ms) => at - ms);
      expect(latenessOf(happened, at)).toEqual(worst > 10 * minuteMs ? { ms: worst, at } : undefined);
    }),
  );
});

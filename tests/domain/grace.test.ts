// How long SES's word on a call in doubt is awaited at least: a quarter of an hour from when the call can no longer reach SES.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callOverAt, doubtGraceMs, graceOverAt, leaseMarginMs } from '../../functions/domain/batch.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';

const moment = fc.integer({ min: 0, max: 1_000 * hourMs });

it('runs from the silence that the caller herself heard', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: minuteMs }), (callUntil, beforeMs) => {
      const doubtSince = callUntil - beforeMs;
      expect(graceOverAt({ callUntil, doubtSince })).toBe(doubtSince + doubtGraceMs);
    }),
  );
});

it('runs from the last moment her request may come where she is gone', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 10 * hourMs }), (callUntil, laterMs) => {
      const doubtSince = callUntil + leaseMarginMs + laterMs;
      const graceOver = graceOverAt({ callUntil, doubtSince });
      expect(graceOver).toBeGreaterThanOrEqual(callOverAt({ callUntil, doubtSince }) + doubtGraceMs);
      expect(graceOver).toBeGreaterThanOrEqual(doubtSince + doubtGraceMs);
    }),
  );
});

// What every Pace and Control keeps: one shared bucket under concurrent askers, a switch that two cannot flip at once.
import { describe, expect, it } from 'vitest';
import { freeSending } from '../../functions/domain/control.ts';
import type { Quota } from '../../functions/domain/pacing.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { Account } from '../../functions/ports/account.ts';
import type { Control } from '../../functions/ports/control.ts';
import type { Pace } from '../../functions/ports/pace.ts';
import { noonMs, range } from './examples.ts';

/** Each call makes a pace on a store of its own. */
export function paceContract(make: (account: Account) => Promise<Pace>): void {
  const granting = (quota: Partial<Quota>): Account => ({
    quota: async (now) => ({
      ratePerSecond: 14,
      perDay: 1_000,
      sentLastDay: 0,
      isProduction: true,
      at: now,
      ...quota,
    }),
  });

  describe('Pace', () => {
    it('grants by the rate, says when to come back, and grants again then', async () => {
      const pace = await make(granting({}));
      expect(await pace.reserve(300, 'marketing', noonMs)).toMatchObject({ granted: 300 });
      expect(await pace.reserve(300, 'marketing', noonMs)).toMatchObject({ granted: 300 });
      // A minute's worth of 14 a second, less the tenth that is kept for transactional mail.
      const { granted } = await pace.reserve(300, 'marketing', noonMs);
      expect([155, 156]).toContain(granted);
      const none = await pace.reserve(50, 'marketing', noonMs);
      expect(none).toMatchObject({ granted: 0, reason: 'pace' });
      expect(none.nextAt).toBeGreaterThan(noonMs);
      expect((await pace.reserve(50, 'marketing', none.nextAt)).granted).toBeGreaterThan(0);
      expect(await pace.reserve(1, 'transactional', noonMs)).toMatchObject({ granted: 1 });
    });

    it('never grants more to many at once than to one', async () => {
      const pace = await make(granting({}));
      const grants = await Promise.all(range(6).map(() => pace.reserve(200, 'marketing', noonMs)));
      const total = grants.reduce((sum, { granted }) => sum + granted, 0);
      expect(total).toBeGreaterThan(0);
      expect(total).toBeLessThanOrEqual(756);
    });

    it('serves those who ask together like those who ask one after the other', async () => {
      const [together, apart] = [await make(granting({})), await make(granting({}))];
      const counts = [300, 200, 200, 200, 50, 50];
      const asked = await Promise.all(counts.map((count) => together.reserve(count, 'marketing', noonMs)));
      const inTurn = [];
      for (const count of counts) inTurn.push(await apart.reserve(count, 'marketing', noonMs));
      expect(asked).toEqual(inTurn);
      expect(await together.view(noonMs)).toEqual(await apart.view(noonMs));
    });

    it('slows down, holds, and shows what it does', async () => {
      const pace = await make(granting({ sentLastDay: 10 }));
      await pace.reserve(20, 'marketing', noonMs);
      expect(await pace.view(noonMs)).toMatchObject({ ratePerSecond: 14, perDay: 1_000, usedInDay: 30, share: 1 });
      await pace.brake('throttled', noonMs);
      expect(await pace.view(noonMs)).toMatchObject({ ratePerSecond: 7, share: 0.5 });
      await pace.brake('quota', noonMs);
      const held = await pace.view(noonMs + minuteMs);
      expect(held).toMatchObject({ heldFor: 'quota', heldUntil: noonMs + hourMs });
      expect(await pace.reserve(1, 'marketing', noonMs + minuteMs)).toMatchObject({ granted: 0, reason: 'held' });
      await pace.brake('resume', noonMs + 2 * minuteMs);
      expect((await pace.view(noonMs + 2 * minuteMs)).heldFor).toBeUndefined();
    });

    it("goes by the sandbox's limits while SES says nothing", async () => {
      const pace = await make({ quota: async () => undefined });
      expect((await pace.reserve(500, 'marketing', noonMs)).granted).toBe(54);
      expect(await pace.view(noonMs)).toMatchObject({ perDay: 200, quota: { isProduction: false } });
    });
  });
}

export function controlContract(make: () => Promise<Control>): void {
  describe('Control', () => {
    it('is free until somebody pauses it, and lets only one of two change it', async () => {
      const control = await make();
      expect(await control.get()).toEqual(freeSending);
      const paused = {
        ...freeSending,
        paused: true,
        reason: 'emergency-stop',
        by: 'anna@clinic.example',
        at: noonMs,
      } as const;
      expect(await control.save(paused)).toBe(true);
      expect(await control.save({ ...freeSending, paused: true, reason: 'bounces' })).toBe(false);
      expect(await control.get()).toEqual({ ...paused, rev: 1 });
      const { reason: _reason, ...free } = paused;
      const counted = { sent: 300, bounced: 20, complained: 0 };
      const baseline = { day: '2027-01-04', ...counted, earlier: [{ day: '2027-01-03', ...counted }] };
      expect(await control.save({ ...free, rev: 1, paused: false, baseline })).toBe(true);
      expect(await control.get()).toEqual({ ...free, rev: 2, paused: false, baseline });
      const parts = [
        { journeyId: 'series', by: 'anna@clinic.example', at: noonMs },
        { journeyId: 'series', step: 'second', by: 'operator', at: noonMs },
      ];
      expect(await control.save({ ...free, rev: 2, parts })).toBe(true);
      expect((await control.get()).parts).toEqual(parts);
    });
  });
}

// A stop beside a resume, on every switch there is: nobody ends a stop she has not read, and what a stop is told stays true.
import { describe, expect, it } from 'vitest';
import type { Control } from '../../functions/ports/control.ts';
import { type ResumeDeps, resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { noonMs } from './examples.ts';

const clock = { now: () => noonMs };
const by = 'anna@clinic.example';
const first = { by, reason: 'emergency-stop', everything: false } as const;
const legal = { by: 'operator', reason: 'emergency-stop', everything: true, because: 'LEGAL' } as const;

/** No e-mail has been counted; `meanwhile` happens after the resume has read and before it writes. */
function resuming(control: Control, meanwhile: () => Promise<unknown> = async () => undefined): ResumeDeps {
  return {
    control,
    clock,
    pace: { brake: async () => void (await meanwhile()) },
    journeys: { everyStep: async () => [] },
    broadcasts: { list: async () => [] },
    metrics: {},
  } as unknown as ResumeDeps;
}

export function stopAndResumeContract(make: () => Promise<Control>): void {
  describe('a stop and a resume', () => {
    it('ends no stop that came after the page was read, and says so', async () => {
      const control = await make();
      const { rev } = (await stopSending({ control, clock }, first)).control;
      expect((await stopSending({ control, clock }, legal)).outcome).toBe('added');
      const stale = await resumeSending(resuming(control), { by, rev });
      expect(stale).toMatchObject({ outcome: 'changed', control: { paused: true, further: [{ detail: 'LEGAL' }] } });
      expect(await control.get()).toMatchObject({ paused: true, marketingOnly: false });
      const read = await resumeSending(resuming(control), { by, rev: stale.control.rev });
      expect(read).toMatchObject({ outcome: 'resumed', control: { paused: false } });
      expect((await control.get()).paused).toBe(false);
    });

    it.each([
      ['something new', legal],
      ['the same again', first],
    ])('keeps a stop that says %s while a resume is on its way', async (_what, order) => {
      const control = await make();
      const { rev } = (await stopSending({ control, clock }, first)).control;
      for (const read of [rev, undefined]) {
        const deps = resuming(control, () => stopSending({ control, clock }, order));
        const { outcome } = await resumeSending(deps, { by, ...(read !== undefined && { rev: read }) });
        expect([outcome, (await control.get()).paused]).toEqual(['changed', true]);
      }
    });

    it('stands whenever a stop lost the race against a resume of what was read before', async () => {
      for (let round = 0; round < 8; round++) {
        const control = await make();
        const { rev } = (await stopSending({ control, clock }, first)).control;
        const [resumed, stopped] = await Promise.all([
          resumeSending(resuming(control), { by, rev }),
          stopSending({ control, clock }, round % 2 === 0 ? legal : first),
        ]);
        expect((await control.get()).paused, `${resumed.outcome} beside ${stopped.outcome}`).toBe(true);
        expect(stopped.outcome).toBe(resumed.outcome === 'resumed' ? 'stopped' : round % 2 === 0 ? 'added' : 'stood');
      }
    });
  });
}

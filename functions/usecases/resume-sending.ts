// Lets sending go on, calmly: slowly at first, and with the reputation judged on what comes from now on.
import type { SendingControl } from '../domain/control.ts';
import { baselineAt, judgedFrom } from '../domain/reputation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Pace } from '../ports/pace.ts';
import { changeControl } from './change-control.ts';
import { type RecentNumbersDeps, recentNumbers } from './guard-reputation.ts';

export interface ResumeDeps extends RecentNumbersDeps {
  readonly control: Control;
  readonly pace: Pace;
  readonly clock: Clock;
}

/** Answers undefined, and changes nothing, while a restored table awaits an operator's `reconcile`. */
export async function resumeSending(deps: ResumeDeps, by: string): Promise<SendingControl | undefined> {
  const now = deps.clock.now();
  const before = await deps.control.get();
  if (before.awaitsReconcile) return undefined;
  if (!before.paused) return before;
  const baseline = baselineAt(now, await recentNumbers(deps, judgedFrom(now)));
  // First the brake: whoever sends in the moment after the switch goes slowly already.
  await deps.pace.brake('resume', now);
  const after = await changeControl(deps.control, (known) => {
    if (!known.paused || known.awaitsReconcile) return undefined;
    const { reason: _reason, detail: _detail, further: _further, ...rest } = known;
    return { ...rest, paused: false, marketingOnly: true, by, at: now, baseline };
  });
  return after.awaitsReconcile ? undefined : after;
}

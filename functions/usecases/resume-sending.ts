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

export interface ResumeOrder {
  readonly by: string;
  /** Of the control whose reasons were read: nobody ends a stop that she has not seen. Absent: ends whatever stands. */
  readonly rev?: number | undefined;
}

export interface Resumed {
  readonly control: SendingControl;
  /**
   * `awaits`: a restored table awaits an operator's `reconcile`. `changed`: the switch is another than the one that was
   * read. Neither changes anything.
   */
  readonly outcome: 'resumed' | 'awaits' | 'changed';
}

export async function resumeSending(deps: ResumeDeps, { by, rev }: ResumeOrder): Promise<Resumed> {
  const now = deps.clock.now();
  const before = await deps.control.get();
  const early = standing(before, rev);
  if (early !== 'paused') return { control: before, outcome: early };
  const baseline = baselineAt(now, await recentNumbers(deps, judgedFrom(now)));
  // First the brake: whoever sends in the moment after the switch goes slowly already.
  await deps.pace.brake('resume', now);
  let outcome: Resumed['outcome'] = 'resumed';
  const control = await changeControl(deps.control, (known) => {
    // What was said while the numbers were read has been read by nobody.
    const found = standing(known, rev ?? before.rev);
    outcome = found === 'paused' ? 'resumed' : found;
    if (found !== 'paused') return undefined;
    const { reason: _reason, detail: _detail, further: _further, ...rest } = known;
    return { ...rest, paused: false, marketingOnly: true, by, at: now, baseline };
  });
  return { control, outcome };
}

function standing({ paused, awaitsReconcile, rev }: SendingControl, read = rev): Resumed['outcome'] | 'paused' {
  if (awaitsReconcile) return 'awaits';
  if (!paused) return 'resumed';
  return rev === read ? 'paused' : 'changed';
}

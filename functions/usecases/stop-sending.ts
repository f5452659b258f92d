// The emergency stop, and the mark on a table restored from a backup: nothing leaves until somebody resumes.
import type { PauseReason, SendingControl } from '../domain/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import { changeControl } from './change-control.ts';

export interface StopOrder {
  readonly by: string;
  readonly reason: Extract<PauseReason, 'emergency-stop' | 'restore'>;
  /** Also what people asked for just now: confirmations, downloads. */
  readonly everything: boolean;
}

/** Works within the call that each sender makes before it sends; what SES has taken already is on its way. */
export function stopSending(deps: { control: Control; clock: Clock }, order: StopOrder): Promise<SendingControl> {
  const { by, reason, everything } = order;
  return changeControl(deps.control, (known) => {
    const { detail: _detail, ...rest } = known;
    // A stop never weakens one that stands: what awaits reconciling goes on awaiting it.
    const keptReason = known.awaitsReconcile ? 'restore' : reason;
    return {
      ...rest,
      paused: true,
      reason: keptReason,
      by,
      at: deps.clock.now(),
      marketingOnly: !everything && (!known.paused || known.marketingOnly),
      ...(reason === 'restore' && { awaitsReconcile: true }),
    };
  });
}

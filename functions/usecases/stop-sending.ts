// The emergency stop, and the mark on a table restored from a backup: nothing leaves until somebody resumes.
import { type SendingControl, type Stop, withStop } from '../domain/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import { changeControl } from './change-control.ts';

export interface StopOrder extends Pick<Stop, 'by' | 'everything'> {
  readonly reason: Extract<Stop['reason'], 'emergency-stop' | 'restore'>;
  /** Why, in somebody's own words; more than the longest kept is cut, because a stop must not fail for its words. */
  readonly because?: string | undefined;
}

export interface Stopped {
  readonly control: SendingControl;
  /** Whether sending went on before; if not, whether this order said anything new. */
  readonly outcome: 'stopped' | 'added' | 'stood';
}

export const maxBecauseLength = 200;

/** Works within the call that each sender makes before it sends; what SES has taken already is on its way. */
export async function stopSending(deps: { control: Control; clock: Clock }, order: StopOrder): Promise<Stopped> {
  const { by, reason, everything } = order;
  const detail = oneLine(order.because ?? '');
  const stop = { reason, by, at: deps.clock.now(), everything, ...(detail && { detail }) };
  let outcome: Stopped['outcome'] = 'stood';
  const control = await changeControl(deps.control, (known) => {
    const next = withStop(known, stop);
    outcome = !known.paused ? 'stopped' : next === known ? 'stood' : 'added';
    // Saved though it says nothing new: whoever is about to resume has not read that somebody stops again.
    return next;
  });
  return { control, outcome };
}

/** Terminals show it too: what steers one is taken out. */
function oneLine(text: string): string {
  return [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, maxBecauseLength).join('');
}

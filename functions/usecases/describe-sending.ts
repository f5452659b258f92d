// How sending stands: the switch, the pace, what a restore left held, and what is in doubt or was given up.
import type { SendingControl } from '../domain/control.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { Pace, PaceView } from '../ports/pace.ts';
import { type FindHeldDeps, findHeld, type Held } from './find-held.ts';
import { listTroubles, type Troubles, type TroublesDeps } from './list-troubles.ts';

export interface DescribeSendingDeps extends TroublesDeps, FindHeldDeps {
  readonly clock: Clock;
  readonly control: Control;
  readonly pace: Pace;
}

export interface SendingReport extends Troubles {
  readonly control: SendingControl;
  readonly pace: PaceView;
  readonly held: Held;
}

export async function describeSending(deps: DescribeSendingDeps): Promise<SendingReport> {
  const now = deps.clock.now();
  const [control, pace, held, troubles] = await Promise.all([
    deps.control.get(),
    deps.pace.view(now),
    findHeld(deps, now),
    listTroubles(deps, now),
  ]);
  return { control, pace, held, ...troubles };
}

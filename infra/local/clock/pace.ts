// Lets virtual time follow the wall clock, 1:1 or faster, through the same jumps as any advance.
import type { EpochMs } from '../../../functions/domain/time.ts';
import type { Ending } from '../engines/engine.ts';
import type { Log } from '../log.ts';
import { type Conductor, Interrupted } from './conductor.ts';
import type { VirtualClock } from './virtual-clock.ts';

const stepMs = 500;
/** Behind by more wall time than this, following starts afresh from where time is. */
const lagLimitMs = 10_000;

export interface Pace extends Ending {
  /** Work may have come up: do it now rather than at the next step. */
  nudge(): void;
  /** Follow from where the clock stands now. */
  rebase(): void;
}

/** `rate` is virtual time per wall time. `startFrom` is where time should be now: behind it, it catches up by advancing. */
export function startPace(parts: {
  clock: VirtualClock;
  conductor: Conductor;
  rate: number;
  startFrom: EpochMs;
  log: Log;
}): Pace {
  const { clock, conductor, rate } = parts;
  let anchor = { wall: performance.now(), virtual: parts.startFrom };
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let running: Promise<void> | undefined;
  let nudged = false;

  const step = async (): Promise<void> => {
    const target = Math.floor(anchor.virtual + (performance.now() - anchor.wall) * rate);
    try {
      await conductor.advanceTo(Math.max(target, clock.now()));
    } catch (error) {
      if (!(error instanceof Interrupted)) parts.log.error('The clock could not go on; it tries again.', error);
    }
    const lag = (performance.now() - anchor.wall) * rate + anchor.virtual - clock.now();
    if (lag > lagLimitMs * rate) rebase();
  };
  const rebase = (): void => {
    anchor = { wall: performance.now(), virtual: clock.now() };
  };
  const run = (): void => {
    clearTimeout(timer);
    if (running) {
      nudged = true;
      return;
    }
    running = step().finally(() => {
      running = undefined;
      if (ended) return;
      timer = setTimeout(run, nudged ? 0 : stepMs);
      nudged = false;
    });
  };
  run();
  return {
    nudge: run,
    rebase,
    end: async () => {
      ended = true;
      clearTimeout(timer);
      await running;
    },
  };
}

// The gate of the pixel and link endpoints of a context; what it turns away is counted with the flow.
import { logRefused, makeHitGate as make } from '../adapters/hit-gate.ts';
import type { HitGate } from '../ports/hit-gate.ts';
import type { Context } from './context.ts';
import { makeMeter } from './meter.ts';

export const makeHitGate = (context: Context): HitGate =>
  context.once('hit-gate', () =>
    make({
      now: () => context.clock.now(),
      report(refused) {
        makeMeter(context).count({ absurdHits: logRefused(refused) });
      },
    }),
  );

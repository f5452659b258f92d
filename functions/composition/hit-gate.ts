// The gate of the pixel and link endpoints of a context.
import { makeHitGate as make } from '../adapters/hit-gate.ts';
import type { HitGate } from '../ports/hit-gate.ts';
import type { Context } from './context.ts';

export const makeHitGate = (context: Context): HitGate =>
  context.once('hit-gate', () => make({ now: () => context.clock.now() }));

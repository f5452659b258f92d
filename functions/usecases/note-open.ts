// A pixel was fetched: hands the evidence on. What it is worth is graded later, from everything the slot has seen.
import type { Clock } from '../ports/clock.ts';
import type { HitGate } from '../ports/hit-gate.ts';
import type { Tokens } from '../ports/identity.ts';
import type { Queues } from '../ports/queue.ts';
import { trySend } from './try-send.ts';

/** What a request tells of its sender; the address is shortened before it comes here. */
export interface Visit {
  readonly userAgent: string;
  readonly ip: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HitDeps {
  readonly tokens: Tokens;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly gate: HitGate;
}

/** Records nothing for a forged token. A queue that is down costs the evidence, never the answer. */
export async function noteOpen(deps: HitDeps, token: string, visit: () => Visit): Promise<void> {
  const claim = deps.tokens.readSlot(token);
  if (!claim) return deps.gate.refuse('forged-token');
  if (!deps.gate.admits(claim)) return;
  const { batchId, slot } = claim;
  const event = { kind: 'open', at: deps.clock.now(), ...visit() } as const;
  await trySend(deps.queues, 'hits', [{ kind: 'engagement', batchId, slot, event }]);
}

// One audience in a process of its own, as a Lambda has one clinic: sends a run whenever audiences.ts tells it to.
import { type Audience, figuresOf, inviteAudience, runOnce } from './audience.ts';
import type { FromMeasure } from './measure-child.ts';
import type { Cost } from './stage.ts';

export type Order = { readonly invite: number; readonly emailsPerRun: number } | { readonly run: string } | 'figures';
/** Every order is answered, after the notes on it: with the figures where they were asked for. */
export type Answer = Extract<FromMeasure, { note: string }> | { readonly done: unknown };

const say = (answer: Answer) => process.send?.(answer);
const report = { note: (note: string) => void say({ note }) };
const costs: Cost[] = [];
let audience: Audience | undefined;

process.on('message', (order: Order) => {
  carryOut(order).then(
    (done = null) => say({ done }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void audience?.stage.end());

async function carryOut(order: Order): Promise<unknown> {
  if (order !== 'figures' && 'invite' in order) {
    audience = await inviteAudience(report, order.invite, order.emailsPerRun);
    return undefined;
  }
  if (!audience) throw new Error('Nobody was invited yet.');
  if (order === 'figures') return figuresOf(report, audience, costs);
  const cost = await runOnce(report, audience, order.run);
  // The first run compiles the code; a Lambda pays for that once, not per e-mail.
  if (order.run !== 'warm-up') costs.push(cost);
  return undefined;
}

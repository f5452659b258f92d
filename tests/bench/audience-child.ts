// One audience in a process of its own, as a Lambda has one clinic: sends a run whenever audiences.ts tells it to.
import { type Audience, figuresOf, inviteAudience, runOnce } from './audience.ts';
import type { FromMeasure } from './measure-child.ts';
import type { Cost } from './stage.ts';

export type Order =
  | { readonly invite: number; readonly emailsPerRun: number }
  | { readonly run: string }
  /** What all runs of such an audience cost, in whatever process. */
  | { readonly figures: readonly Cost[] };
/** Every order is answered, after the notes on it: with the cost of a run, or the figures. */
export type Answer = Extract<FromMeasure, { note: string }> | { readonly done: unknown };

const say = (answer: Answer) => process.send?.(answer);
const report = { note: (note: string) => void say({ note }) };
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
  if ('invite' in order) {
    audience = await inviteAudience(report, order.invite, order.emailsPerRun);
    return undefined;
  }
  if (!audience) throw new Error('Nobody was invited yet.');
  return 'run' in order ? runOnce(report, audience, order.run) : figuresOf(report, audience, order.figures);
}

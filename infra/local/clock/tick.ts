// The schedule's tick, tried again at once when it fails; a tick that never succeeds is followed by the next minute's.
import { wallBudget } from '../engines/delivery.ts';
import type { FunctionsHost } from '../functions-host.ts';
import type { Log } from '../log.ts';

const tries = 3;

export function makeTick(host: Pick<FunctionsHost, 'handle'>, log: Log): () => Promise<void> {
  return async () => {
    for (let tried = 1; tried <= tries; tried++) {
      try {
        await host.handle('tick')({}, wallBudget('tick'));
        return;
      } catch (error) {
        log.error(`tick failed (${tried} of ${tries} tries).`, error);
      }
    }
  };
}

// After a request: does at once what it queued. Calls that come while one waits its turn are one.
import type { Log } from '../log.ts';
import { type Conductor, Interrupted } from './conductor.ts';

export function settleSoon(conductor: Conductor, log: Log): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setImmediate(() => {
      conductor
        .settle(() => {
          waiting = false;
        })
        .catch((error) => {
          if (!(error instanceof Interrupted)) log.error('Queued work could not be done; it is tried again.', error);
        });
    });
  };
}

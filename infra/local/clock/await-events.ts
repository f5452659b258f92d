// Another SES posts its events when it pleases: after mail went out, they are waited for a moment before time moves on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionName } from '../../../functions/manifest.ts';
import type { Handle } from '../engines/delivery.ts';
import type { Source } from './conductor.ts';

/** Long enough for an engine on the same machine to answer a send with its events. */
const patienceMs = 150;
const senders: ReadonlySet<FunctionName> = new Set(['sendBatch', 'sendTransactional']);

/** A pump over the functions, of which those that send are noticed. */
export function patientPump(
  handles: (name: FunctionName) => Handle,
  makePump: (handles: (name: FunctionName) => Handle) => Source,
): Source {
  let sent = false;
  const pump = makePump((name) => {
    if (senders.has(name)) sent = true;
    return handles(name);
  });
  return {
    async work() {
      const done = await pump.work();
      if (done > 0 || !sent) return done;
      sent = false;
      await sleep(patienceMs);
      return pump.work();
    },
  };
}

// What the schedules call every minute, tried again at once when it fails; what never succeeds is followed by the next minute's.
import { schedules } from '../../../functions/manifest.ts';
import { wallBudget } from '../engines/delivery.ts';
import type { FunctionsHost } from '../functions-host.ts';
import type { Log } from '../log.ts';

const tries = 3;

export function makeTick(host: Pick<FunctionsHost, 'handle'>, log: Log): () => Promise<void> {
  return async () => {
    for (const { function: name } of Object.values(schedules)) await call(host, name, log);
  };
}

type Scheduled = (typeof schedules)[keyof typeof schedules]['function'];

async function call(host: Pick<FunctionsHost, 'handle'>, name: Scheduled, log: Log): Promise<void> {
  for (let tried = 1; tried <= tries; tried++) {
    try {
      await host.handle(name)({}, wallBudget(name));
      return;
    } catch (error) {
      log.error(`${name} failed (${tried} of ${tries} tries).`, error);
    }
  }
}

// All that makes time pass in a run: queues and SES events as sources, due items and schedules, the pace of the wall clock.

import type { Context } from '../../../functions/composition/context.ts';
import { tableAccess } from '../../../functions/composition/table-access.ts';
import { dayMs, type EpochMs } from '../../../functions/domain/time.ts';
import { type Ending, Started } from '../engines/engine.ts';
import { makePump } from '../engines/pump.ts';
import type { Engines } from '../engines/start-engines.ts';
import type { FunctionsHost } from '../functions-host.ts';
import type { Log } from '../log.ts';
import { makeEventSource, publishBySns, publishBySqs } from '../ses/events-source.ts';
import { patientPump } from './await-events.ts';
import { Conductor } from './conductor.ts';
import { watchDue } from './due-watch.ts';
import { earliestDue } from './earliest-due.ts';
import type { InFlight } from './in-flight.ts';
import { startPace } from './pace.ts';
import { makeTick } from './tick.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Longest wait for another e-mail. */
const nextMailLimitMs = 31 * dayMs;

export interface PassingTime extends Ending {
  readonly conductor: Conductor;
  /** Does everything due up to `to`; answers the time reached. */
  advanceTo(to: EpochMs): Promise<EpochMs>;
  /** Lets time pass until another e-mail was sent; gives up when none comes for long. */
  advanceToNextMail(): Promise<EpochMs>;
}

interface TimeParts {
  readonly context: Context;
  readonly clock: VirtualClock;
  readonly inFlight: InFlight;
  readonly engines: Engines;
  readonly host: FunctionsHost;
  /** Virtual time per wall time; 0 lets time pass only when it is advanced. */
  readonly rate: number;
  readonly log: Log;
}

export function startTime(parts: TimeParts): PassingTime {
  const { clock, rate, log } = parts;
  const { mail } = parts.engines;
  const ending = new AbortController();
  const conductor = makeConductor(parts, ending.signal);
  const started = new Started();
  started.add({ end: () => conductor.rest() });
  const pace =
    rate > 0 ? started.add(startPace({ clock, conductor, rate, startFrom: caughtUp(clock), log })) : undefined;
  const advanceTo = async (to: EpochMs): Promise<EpochMs> => {
    const reached = await conductor.advanceTo(to);
    pace?.rebase();
    return reached;
  };
  return {
    conductor,
    advanceTo,
    async advanceToNextMail() {
      const before = mail?.count();
      const limit = clock.now() + nextMailLimitMs;
      for (;;) {
        const from = clock.now();
        const reached = await conductor.advanceToNext(limit);
        pace?.rebase();
        if (mail?.count() !== before || reached === from) return reached;
      }
    },
    end: () => {
      ending.abort();
      return started.end();
    },
  };
}

function makeConductor({ context, clock, inFlight, engines, host, log }: TimeParts, ending: AbortSignal): Conductor {
  const { queues, mail, fauxqs, dynamodb, endpoints } = engines;
  const pumpOver = (handles: FunctionsHost['handle']) => makePump({ queues, clock, handles, log, ending });
  const pump = mail ? pumpOver(host.handle) : patientPump(host.handle, pumpOver);
  const publish = endpoints.sqs === fauxqs.endpoint ? publishBySns(fauxqs) : publishBySqs(queues);
  const { configurationSet } = context.settings;
  const events = mail && makeEventSource({ store: mail, clock, publish, configurationSet });
  const table = tableAccess(context);
  const watch = dynamodb.onWrite && watchDue(table);
  if (watch) dynamodb.onWrite?.((key) => watch.noteWrite(key));
  return new Conductor({
    clock,
    inFlight,
    sources: events ? [events, pump] : [pump],
    timers: events ? [events] : [],
    earliestDue: watch ? () => watch.earliest() : () => earliestDue(table),
    tick: makeTick(host, log),
    ending,
  });
}

/** Where time should be now: what passed on the wall since the last run passes here too. */
function caughtUp(clock: VirtualClock): EpochMs {
  const { found } = clock;
  return found ? found.now + Math.max(0, Date.now() - found.wallAt) : clock.now();
}

// The meter of a context: lines on the standard output, which Lambda hands to CloudWatch; silent where no namespace is set.
import { makeMeter as make } from '../adapters/cloudwatch/meter.ts';
import type { Meter } from '../ports/meter.ts';
import type { Context } from './context.ts';

export const makeMeter = (context: Context): Meter =>
  context.once('meter', () =>
    make({
      namespace: context.settings.metrics ?? '',
      now: () => context.clock.now(),
      write: (line) => void process.stdout.write(line),
    }),
  );

// Reads what came back by the queue of hits: our own messages name their kind, everything else must be what SNS hands on from SES.
import * as z from 'zod/mini';
import type { Returned } from '../usecases/record-returned.ts';
import { queueMessages } from './queue-messages.ts';
import { sesNotification } from './ses-event.ts';

const ours = z.object({ kind: z.string() });

export const returned: z.ZodMiniType<Returned> = z.pipe(
  z.unknown(),
  z.transform((body, context): Returned => {
    const schema: z.ZodMiniType<Returned> = ours.safeParse(body).success ? queueMessages.hits : sesNotification;
    const { success, data, error } = schema.safeParse(body);
    if (success) return data;
    for (const { path, message } of error.issues) {
      context.issues.push({ code: 'custom', path: [...path], message, input: undefined });
    }
    return z.NEVER;
  }),
);

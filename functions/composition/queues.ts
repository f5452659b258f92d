// The queues of a context, on SQS.
import { SQSClient } from '@aws-sdk/client-sqs';
import { makeQueues as make } from '../adapters/sqs/queues.ts';
import type { Queues } from '../ports/queue.ts';
import { type Context, clientConfig } from './context.ts';
import { quiet } from './quiet-client.ts';

/**
 * A person waits behind a link: a queue that hangs must cost her seconds at most, and never the way on. `requestTimeout` ends
 * with the headers and only warns unless told to throw; `socketTimeout` is about the body too.
 */
export const queuePatience = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 4_000,
    throwOnRequestTimeout: true,
    socketTimeout: 4_000,
  },
} as const;

/** TLS keeps what is sent whole; without the SDK's own sum over every message a call costs a seventh less CPU. */
const unsummed = { md5: false } as const;

export const makeQueues = (context: Context): Queues =>
  context.once('queues', () =>
    make(
      quiet(new SQSClient({ ...clientConfig(context, 'sqs'), ...queuePatience, ...unsummed })),
      context.settings.queueUrls,
    ),
  );

// The queues of a context, on SQS.
import { SQSClient } from '@aws-sdk/client-sqs';
import { makeQueues as make } from '../adapters/sqs/queues.ts';
import type { Queues } from '../ports/queue.ts';
import { type Context, clientConfig } from './context.ts';
import { quiet } from './quiet-client.ts';

export const makeQueues = (context: Context): Queues =>
  context.once('queues', () => make(quiet(new SQSClient(clientConfig(context, 'sqs'))), context.settings.queueUrls));

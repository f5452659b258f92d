// Hands bodies to send-batch's message handling as the queue would, over a pipeline's memory.
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { queueMessages } from '../../functions/handlers/queue-messages.ts';
import { consumeAtOnce } from '../../functions/handlers/queue-records.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import type { Pipeline } from './pipeline.ts';

export function handlersReport(pipeline: Pipeline, bodies: readonly string[]): Promise<SQSBatchResponse> {
  const { deps, world } = pipeline;
  const handle = consumeAtOnce(queueMessages.send, ({ batchId }, budget) => sendBatch(deps, batchId, budget));
  const Records = bodies.map((body, index) => ({ messageId: `message-${index}`, body }) as SQSRecord);
  return handle({ Records }, world.budget);
}

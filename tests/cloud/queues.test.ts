// Every queue keeps what failed, is encrypted, waits long enough, and reports failures message by message.
import { describe, expect, it } from 'vitest';
import { functions, type QueueSpec, queues } from '../../functions/manifest.ts';
import type { WorkQueue } from '../../infra/cloud/work-queue.ts';
import { resources, stacks } from './synthesized.ts';

const workQueues = Object.entries(queues).map(([name, spec]): [QueueSpec, WorkQueue] => [
  spec,
  stacks.pipeline.queues[name as keyof typeof queues],
]);

/** One keeps the dead letters of all. */
const deadLetterQueues = 1;

const logicalIdOf = ({ queue }: WorkQueue) => queue.stack.getLogicalId(queue.node.defaultChild as never);

function templated(work: WorkQueue) {
  const found = resources('AWS::SQS::Queue').find(({ id }) => id === logicalIdOf(work));
  if (!found) throw new Error('The queue is in no template.');
  return found.properties;
}

describe.each(workQueues)('$name', (spec, work) => {
  it('hands what failed too often to its dead letters', () => {
    const { maxReceiveCount, deadLetterTargetArn } = templated(work).RedrivePolicy;
    expect(maxReceiveCount).toBe(spec.maxReceives);
    const deadId = work.deadLetters.stack.getLogicalId(work.deadLetters.node.defaultChild as never);
    expect(deadLetterTargetArn).toEqual({ 'Fn::GetAtt': [deadId, 'Arn'] });
  });

  it("hides a message for at least six of its consumer's timeouts", () => {
    expect(templated(work).VisibilityTimeout).toBeGreaterThanOrEqual(6 * functions[spec.consumer].timeoutSeconds);
  });

  it('feeds its consumer within the bounds of the manifest, retrying single messages', () => {
    const source = resources('AWS::Lambda::EventSourceMapping').find(({ properties }) =>
      JSON.stringify(properties.EventSourceArn).includes(logicalIdOf(work)),
    );
    expect(source?.properties).toMatchObject({
      BatchSize: spec.batchSize,
      ScalingConfig: { MaximumConcurrency: spec.maxConcurrency },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    // Lambda refuses batches over 10 without a window.
    expect((source?.properties.MaximumBatchingWindowInSeconds ?? 0) > 0).toBe(spec.batchSize > 10);
  });
});

describe('all queues', () => {
  it('are those of the manifest and their dead letters, and no more', () => {
    expect(resources('AWS::SQS::Queue')).toHaveLength(workQueues.length + deadLetterQueues);
  });

  it('are encrypted', () => {
    for (const { properties } of resources('AWS::SQS::Queue')) expect(properties.SqsManagedSseEnabled).toBe(true);
  });

  it('refuse what comes without TLS', () => {
    const policies = resources('AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(workQueues.length + deadLetterQueues);
    for (const { properties } of policies) {
      expect(properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});

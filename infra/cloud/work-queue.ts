// A queue of the manifest with its dead letters, and the event source that hands its messages to a function.
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functions, type QueueSpec } from '../../functions/manifest.ts';

/** Lambda asks for at least six of the function's timeouts, so that retries within one receive never overlap. */
const timeoutsOfVisibility = 6;
/** The most messages Lambda hands on without a batching window. */
const largestUnwindowedBatch = 10;
/** What comes back of e-mails may wait so long for more of its kind: a follow-up waits a minute anyway. */
const batchingWindowSeconds = 20;

export interface WorkQueueProps {
  readonly spec: QueueSpec;
  readonly dead: Queue;
  readonly ownKey: IKey | undefined;
}

/**
 * Takes what failed too often in any queue of its stack. One for all is one alarm and one place to look; SQS remembers where
 * each message came from and moves it back there.
 */
export function deadLetterQueue(scope: Construct, ownKey: IKey | undefined): Queue {
  return new Queue(scope, 'DeadLetters', { ...atRest(ownKey), enforceSSL: true, retentionPeriod: Duration.days(14) });
}

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  private readonly spec: QueueSpec;
  private readonly windowSeconds: number;

  constructor(scope: Construct, id: string, { spec, dead, ownKey }: WorkQueueProps) {
    super(scope, id);
    this.spec = spec;
    this.windowSeconds = spec.batchSize > largestUnwindowedBatch ? batchingWindowSeconds : 0;
    this.deadLetters = dead;
    const { timeoutSeconds } = functions[spec.consumer];
    this.queue = new Queue(this, 'Queue', {
      ...atRest(ownKey),
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(timeoutsOfVisibility * timeoutSeconds + this.windowSeconds),
      deadLetterQueue: { queue: dead, maxReceiveCount: spec.maxReceives },
    });
  }

  feed(consumer: IFunction): void {
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: this.spec.batchSize,
        maxConcurrency: this.spec.maxConcurrency,
        reportBatchItemFailures: true,
        ...(this.windowSeconds > 0 && { maxBatchingWindow: Duration.seconds(this.windowSeconds) }),
      }),
    );
  }
}

function atRest(ownKey: IKey | undefined) {
  return ownKey
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: ownKey }
    : { encryption: QueueEncryption.SQS_MANAGED };
}

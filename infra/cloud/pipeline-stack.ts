// What runs: every function, queue and schedule of the manifest, each function with the names its `uses` say and its own permissions.
// Whoever calls a function calls its alias `live`, which moves to a new version step by step and back by itself.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FunctionName, functions, queues, type Resource, schedules } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { bundledFunction } from './bundled-function.ts';
import { handlerPath } from './bundling.ts';
import { Failures } from './failures.ts';
import { Inbound } from './inbound.ts';
import { Releases } from './releases.ts';
import type { Deployment } from './settings.ts';
import { environmentFor, grantUses, type Resources } from './uses.ts';
import { deadLetterQueue, WorkQueue } from './work-queue.ts';

export type Functions = Readonly<Record<FunctionName, NodejsFunction>>;

export class PipelineStack extends Stack {
  readonly functions: Functions;
  /** What callers call. */
  readonly live: Readonly<Record<FunctionName, IFunction>>;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
  readonly deadLetters: Queue;
  readonly failures: Failures;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps,
    { deployment, ...resources }: Omit<Resources, 'queues'> & { deployment: Deployment },
  ) {
    super(scope, id, { ...props, description: 'Afterglow: functions, queues and the tick' });
    const ownKey = resources.data.ownKeyFor(this);
    const dead = deadLetterQueue(this, ownKey);
    this.deadLetters = dead;
    this.queues = mapValues(
      queues,
      (spec, name) => new WorkQueue(this, `${capital(name)}Queue`, { spec, dead, ownKey }),
    );
    this.functions = this.makeFunctions({ ...resources, queues: this.queues }, deployment);
    this.failures = new Failures(this, 'Failures', { deployment, functions: this.functions });
    const releases = new Releases(this, 'Releases', { deployment, alarm: this.failures.releaseAlarm });
    this.live = mapValues(this.functions, (made) => releases.live(made));
    for (const [name, { consumer }] of entries(queues)) this.queues[name].feed(this.live[consumer]);
    resources.mail.events.addSubscription(new SqsSubscription(this.queues.hits.queue, { rawMessageDelivery: false }));
    this.makeSchedules();
    if (deployment.clinic.receivesMail)
      new Inbound(this, 'Receiving', { deployment, live: this.live.inbound, dead, ownKey });
  }

  private makeFunctions(resources: Resources, { name: deployed, clinic, settings }: Deployment): Functions {
    return mapValues(functions, (spec, name) => {
      const uses: readonly Resource[] = spec.uses;
      const made = bundledFunction(this, capital(name), {
        file: handlerPath(spec.entry),
        description: `${this.stackName}: ${spec.entry}`,
        memoryMb: spec.memoryMb,
        timeout: Duration.seconds(spec.timeoutSeconds),
        isTraced: !untraced.has(name),
        environment: {
          AFTERGLOW_STAGE: clinic.stage,
          AFTERGLOW_METRICS: metricNamespace(deployed, clinic.stage),
          ...(settings.firewall && { AFTERGLOW_BEHIND_EDGE: 'yes' }),
          // Functions read the keys when they start, and only a change of theirs makes them start.
          ...(settings.keysChangedOn &&
            uses.includes('secrets') && { AFTERGLOW_KEYS_CHANGED_ON: settings.keysChangedOn }),
          ...environmentFor(uses, resources),
        },
      });
      grantUses(made, name, resources);
      return made;
    });
  }

  private makeSchedules(): void {
    for (const [name, spec] of entries(schedules)) {
      new Schedule(this, `${capital(name)}Schedule`, {
        schedule: ScheduleExpression.rate(Duration.seconds(spec.everySeconds)),
        // A failed tick is not tried again: the next one comes within the minute and finds the same work.
        target: new LambdaInvoke(this.live[spec.function], {
          retryAttempts: 0,
          maxEventAge: Duration.seconds(60),
        }),
      });
    }
  }
}

/**
 * Called every minute, or for every open and event, or for every fifty e-mails: X-Ray keeps the first trace of each second, which is nearly
 * every one of theirs, and a trace costs more than the call. A newsletter's batches go on with the trace of its planner.
 */
export const untraced: ReadonlySet<FunctionName> = new Set([
  ...Object.values(schedules).map((spec) => spec.function),
  ...(['hits', 'images', 'record', 'sendBatch'] as const),
]);

/** Where the functions of one deployment write their measures. */
export const metricNamespace = (name: string, stage: string): string => `Afterglow/${name}-${stage}`;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function entries<Name extends string, Value>(record: Readonly<Record<Name, Value>>): [Name, Value][] {
  return Object.entries(record) as [Name, Value][];
}

function mapValues<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  make: (value: From, name: Name) => To,
): Record<Name, To> {
  return Object.fromEntries(entries(record).map(([name, value]) => [name, make(value, name)])) as Record<Name, To>;
}

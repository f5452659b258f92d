// What runs: every function, queue and schedule of the manifest, each function with the names and permissions its `uses` say.
import { Duration, Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { type FunctionName, functions, queues, schedules, sesEvents } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { bundledFunction } from './bundled-function.ts';
import { handlerPath } from './bundling.ts';
import { environmentFor, grantUses, type Resources } from './uses.ts';
import { WorkQueue } from './work-queue.ts';

export type Functions = Readonly<Record<FunctionName, NodejsFunction>>;

export class PipelineStack extends Stack {
  readonly functions: Functions;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;

  constructor(scope: Construct, id: string, resources: Omit<Resources, 'queues'>) {
    super(scope, id, { description: 'Afterglow: functions, queues and the tick' });
    this.queues = mapValues(queues, (spec, name) => new WorkQueue(this, `${capital(name)}Queue`, spec));
    this.functions = this.makeFunctions({ ...resources, queues: this.queues });
    for (const [name, { consumer }] of entries(queues)) this.queues[name].feed(this.functions[consumer]);
    resources.mail.events.feed(this.functions[sesEvents.queue.consumer]);
    this.makeSchedules();
  }

  private makeFunctions(resources: Resources): Functions {
    return mapValues(functions, (spec, name) => {
      const made = bundledFunction(this, capital(name), {
        file: handlerPath(spec.entry),
        description: `${this.stackName}: ${spec.entry}`,
        memoryMb: spec.memoryMb,
        timeout: Duration.seconds(spec.timeoutSeconds),
        environment: environmentFor(spec.uses, resources),
      });
      grantUses(made, spec.uses, resources);
      return made;
    });
  }

  private makeSchedules(): void {
    for (const [name, spec] of entries(schedules)) {
      new Schedule(this, `${capital(name)}Schedule`, {
        schedule: ScheduleExpression.rate(Duration.seconds(spec.everySeconds)),
        // A failed tick is not tried again: the next one comes within the minute and finds the same work.
        target: new LambdaInvoke(this.functions[spec.function], {
          retryAttempts: 0,
          maxEventAge: Duration.seconds(60),
        }),
      });
    }
  }
}

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

// Somebody is told: every alarm reaches the topic, names a heading of RUNBOOK.md, and watches something that is really measured.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import cloud from '../../cloud.config.ts';
import { makeMeter } from '../../functions/adapters/cloudwatch/meter.ts';
import type { Readings } from '../../functions/ports/meter.ts';
import { projectRoot } from '../../infra/cloud/bundling.ts';
import { headingIn } from '../../infra/cloud/runbook.ts';
import { otherwise, resources, resourcesIn, stacks } from './synthesized.ts';

const runbook = readFileSync(join(projectRoot, 'RUNBOOK.md'), 'utf8');
const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading));
const alarms = resources('AWS::CloudWatch::Alarm').map(({ properties }) => properties);
const watching = resources('AWS::CloudWatch::Alarm', 'watch').map(({ properties }) => properties);

/** Everything the functions may measure; the compiler holds it complete. */
const readings: Readings = { OldestDueSeconds: 1, QuotaUsedPercent: 2, StuckMinutes: 3, Mishaps: 4 };

describe('every alarm', () => {
  it.each(alarms.map(({ AlarmDescription }) => [AlarmDescription as string]))('%s', (description) => {
    expect(headings).toContain(headingIn(description));
  });

  it('tells the topic when it begins and when it is over', () => {
    const topic = [{ Ref: resources('AWS::SNS::Topic', 'watch')[0]?.id }];
    expect(watching.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual(
      watching.map(() => [topic, topic]),
    );
  });

  it('is one of those the clinic was promised', () => {
    expect(watching.map(({ AlarmName }) => AlarmName.split('-').at(-1)).toSorted()).toEqual([
      'Behind',
      'Bounces',
      'Complaints',
      'DeadLetters',
      'Failures',
      'Mishaps',
      'Quota',
      'Stuck',
      'TickSilence',
    ]);
  });

  it('is silent when nothing is measured, but for the tick, whose silence is the alarm', () => {
    for (const { AlarmName, TreatMissingData } of watching) {
      expect(TreatMissingData).toBe(AlarmName.endsWith('-TickSilence') ? 'breaching' : 'notBreaching');
    }
  });
});

describe('what alarms watch', () => {
  const lines: string[] = [];
  const namespace = `Afterglow/${stacks.watch.stackName.split('-').slice(1, 3).join('-')}`;
  const meter = makeMeter({ namespace, now: () => 1_000, write: (line) => void lines.push(line) });
  meter.read(readings);

  it('is what the functions measure, each reading once', () => {
    const ours = watching.filter(({ Namespace, MetricName }) => Namespace === namespace && MetricName !== 'Failures');
    expect(ours.map(({ MetricName }) => MetricName).toSorted()).toEqual(Object.keys(readings).toSorted());
  });

  it('is written as CloudWatch reads metrics from a log: one line, the values beside their declaration', () => {
    const [line = ''] = lines;
    expect(line.endsWith('\n')).toBe(true);
    const { _aws, ...values } = JSON.parse(line);
    expect(values).toEqual(readings);
    expect(_aws.Timestamp).toBe(1_000);
    expect(_aws.CloudWatchMetrics).toEqual([
      {
        Namespace: namespace,
        Dimensions: [[]],
        Metrics: Object.keys(readings).map((Name) => ({ Name, Unit: expect.any(String) })),
      },
    ]);
  });

  it('every function writes under the name the alarms read', () => {
    for (const { properties } of resources('AWS::Lambda::Function', 'pipeline')) {
      expect(properties.Environment.Variables.AFTERGLOW_METRICS).toBe(namespace);
    }
  });

  it('failures are found in the log of every function', () => {
    const filters = resources('AWS::Logs::MetricFilter', 'pipeline').map(({ properties }) => properties);
    expect(filters).toHaveLength(Object.keys(stacks.pipeline.functions).length);
    for (const { FilterPattern, MetricTransformations } of filters) {
      expect(FilterPattern).toContain('?"message-failed"');
      expect(MetricTransformations).toEqual([
        expect.objectContaining({ MetricNamespace: namespace, MetricName: 'Failures' }),
      ]);
    }
  });
});

describe('without a namespace', () => {
  it('nothing is measured: the runner on one machine has no CloudWatch', () => {
    const lines: string[] = [];
    const meter = makeMeter({ namespace: '', now: () => 0, write: (line) => void lines.push(line) });
    meter.read(readings);
    meter.count({ signUps: 1 });
    expect(lines).toEqual([]);
  });
});

describe('the flow', () => {
  it('is text that the dashboard adds up, and names nobody', () => {
    const lines: string[] = [];
    const meter = makeMeter({ namespace: 'x', now: () => 0, write: (line) => void lines.push(line) });
    meter.count({ opens: 2, clicks: 0 });
    meter.count({});
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ event: 'flow', opens: 2 }]);
  });
});

describe('the dashboard', () => {
  const { watch } = otherwise({ ...cloud.stages.prod, alarms: { emails: [] }, dashboard: true });
  const [board] = resourcesIn(Template.fromStack(watch), 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(board?.properties.DashboardBody);

  it('is made where the clinic asks for it', () => {
    expect(resources('AWS::CloudWatch::Dashboard')).toEqual([]);
    expect(board).toBeDefined();
  });

  it('shows the flow, queue ages, failures, the quota and what costs', () => {
    for (const shown of [
      'sum(signUps)',
      'sum(goals)',
      'ApproximateAgeOfOldestMessage',
      'Failures',
      'QuotaUsedPercent',
      'ConsumedWriteCapacityUnits',
      'Throttles',
    ]) {
      expect(body).toContain(shown);
    }
  });

  it('has at most the fifty metrics of a dashboard that is free', () => {
    expect([...body.matchAll(/\[\\"(AWS|Afterglow)\//g)].length).toBeLessThanOrEqual(50);
  });
});

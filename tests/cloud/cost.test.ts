// What the bill says is paid for at rest, held against what the stacks make.
import { expect, it } from 'vitest';
import { standing } from '../../infra/local/cost/standing.ts';
import { resources, templateOf } from './synthesized.ts';

it.each<[string, number]>([
  ['AWS::SecretsManager::Secret', standing.secrets],
  ['AWS::CloudWatch::Alarm', standing.alarms],
  ['AWS::CloudWatch::Dashboard', standing.dashboards],
  ['AWS::KMS::Key', standing.keys],
  ['AWS::Route53::HostedZone', standing.hostedZones],
  ['AWS::Lambda::EventSourceMapping', standing.fedQueues],
])('counts every %s', (type, counted) => {
  expect(resources(type)).toHaveLength(counted);
});

it('counts the metrics that alarms look at', () => {
  const metrics = resources('AWS::CloudWatch::Alarm').map(({ properties }) => {
    const looked = ((properties.Metrics ?? []) as { MetricStat?: object }[]).filter(({ MetricStat }) => MetricStat);
    return Math.max(1, looked.length);
  });
  expect(metrics.reduce((sum, count) => sum + count, 0)).toBe(standing.alarmMetrics);
});

it('counts our own metrics', () => {
  const templates = JSON.stringify((['pipeline', 'watch'] as const).map((name) => templateOf(name).toJSON()));
  const ours = new Set(
    [...templates.matchAll(/"MetricName":"(\w+)","Namespace":"Afterglow\//g)].map(([, metric]) => metric),
  );
  expect(ours.size).toBe(standing.customMetrics);
});

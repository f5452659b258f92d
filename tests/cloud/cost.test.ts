// What the bill says is paid for at rest, held against what the stacks make.
import { expect, it } from 'vitest';
import { standing } from '../../infra/local/cost/standing.ts';
import { resources } from './synthesized.ts';

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

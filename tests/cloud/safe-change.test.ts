// A deployment changes, it does not replace: what holds state keeps its logical id, is retained, and a release can go back by itself.
import { describe, expect, it } from 'vitest';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import kept from './stateful.json' with { type: 'json' };
import { resources, type StackName, stacks } from './synthesized.ts';

/** What cannot be made anew without losing something: data, names that others hold, messages on their way. */
const stateful = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::SecretsManager::Secret',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::EmailIdentity',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::CloudFront::Distribution',
];

describe('what holds state', () => {
  it('has the logical ids that are committed in stateful.json; a change there would make CloudFormation replace it', () => {
    const found = (Object.keys(stacks) as StackName[]).map((name) => [
      name,
      stateful.flatMap((type) => resources(type, name).map(({ id }) => `${type} ${id}`)).toSorted(),
    ]);
    expect(Object.fromEntries(found)).toEqual(kept);
  });

  it.each(['AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret', 'AWS::Cognito::UserPool'])(
    '%s stays when its stack is removed',
    (type) => {
      expect(resources(type).map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Retain']);
    },
  );

  it('the keys cannot be deleted while their policy stands', () => {
    const [policy] = resources('AWS::SecretsManager::ResourcePolicy', 'data');
    expect(policy?.properties.ResourcePolicy.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Action: 'secretsmanager:DeleteSecret' }),
    );
  });
});

describe('a release', () => {
  const names = Object.keys(functions) as FunctionName[];

  it('moves the alias of every function, and goes back when failures mount', () => {
    const groups = resources('AWS::CodeDeploy::DeploymentGroup', 'pipeline').map(({ properties }) => properties);
    expect(groups).toHaveLength(names.length);
    const [alarm] = resources('AWS::CloudWatch::Alarm', 'pipeline');
    for (const { AlarmConfiguration, AutoRollbackConfiguration } of groups) {
      expect(AlarmConfiguration).toEqual({ Enabled: true, Alarms: [{ Name: { Ref: alarm?.id } }] });
      expect(AutoRollbackConfiguration).toEqual({
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
      });
    }
  });

  it('is seen by whoever calls: queues, the schedule and the API call aliases, never a function itself', () => {
    const aliases = resources('AWS::Lambda::Alias', 'pipeline').map(({ id }) => id);
    expect(aliases).toHaveLength(names.length);
    for (const { properties } of resources('AWS::Lambda::EventSourceMapping', 'pipeline')) {
      const called = JSON.stringify(properties.FunctionName);
      expect(aliases.some((id) => called.includes(id)) || /:live/.test(called)).toBe(true);
    }
  });
});

// Resources that moto's CloudFormation does not know, made from their templates' properties by calls to the services themselves.

import { CloudWatchClient, PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateConfigurationSetCommand, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { credentials, type Moto, region } from './moto.ts';
import type { Made } from './template.ts';

// biome-ignore lint/suspicious/noExplicitAny: properties are JSON of as many shapes as there are types.
type Properties = Record<string, any>;
type Maker = (name: string, properties: Properties) => Promise<Made>;

/** `before`: referred to by what CloudFormation makes. `after`: refers to it. */
export function makeDirectly(moto: Moto): { before: Record<string, Maker>; after: Record<string, Maker> } {
  const config = { endpoint: moto.endpoint, region, credentials };
  const dynamodb = new DynamoDBClient(config);
  const secrets = new SecretsManagerClient(config);
  const ses = new SESv2Client(config);
  const sns = new SNSClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const cognito = (action: string, body: object) =>
    moto.target('cognito-idp', `AWSCognitoIdentityProviderService.${action}`, body) as Promise<Properties>;
  const made = (ref: string, attributes: Record<string, string> = {}): Made => ({ ref, attributes });
  const id = (answer: Properties, name: string): string =>
    String(answer[name] ?? answer[`${name.charAt(0).toLowerCase()}${name.slice(1)}`]);

  return {
    before: {
      async 'AWS::DynamoDB::GlobalTable'(name, properties) {
        const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = properties;
        const input = { TableName: name, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes };
        const { TableDescription } = await dynamodb.send(new CreateTableCommand(input as CreateTableCommandInput));
        await dynamodb.send(
          new UpdateTimeToLiveCommand({
            TableName: name,
            TimeToLiveSpecification: {
              AttributeName: properties.TimeToLiveSpecification.AttributeName,
              Enabled: properties.TimeToLiveSpecification.Enabled,
            },
          }),
        );
        return made(name, { Arn: TableDescription?.TableArn ?? '' });
      },
      async 'AWS::SecretsManager::Secret'(name, { Description }) {
        const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: name, Description }));
        return made(ARN);
      },
      async 'AWS::SES::ConfigurationSet'(name) {
        await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: name }));
        return made(name);
      },
      async 'AWS::SES::EmailIdentity'(_name, { EmailIdentity }) {
        await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
        const records = [1, 2, 3].flatMap((n) => [
          [`DkimDNSTokenName${n}`, `moto${n}._domainkey.${EmailIdentity}`],
          [`DkimDNSTokenValue${n}`, `moto${n}.dkim.amazonses.com`],
        ]);
        return made(EmailIdentity, Object.fromEntries(records));
      },
      async 'AWS::Cognito::UserPool'(name, properties) {
        const { UserPool } = await cognito('CreateUserPool', { PoolName: name, Policies: properties.Policies });
        return made(UserPool.Id, {
          ProviderURL: `https://cognito-idp.${region}.amazonaws.com/${UserPool.Id}`,
          Arn: UserPool.Arn,
        });
      },
      async 'AWS::Cognito::UserPoolGroup'(_name, { GroupName, UserPoolId, Description }) {
        await cognito('CreateGroup', { GroupName, UserPoolId, Description });
        return made(GroupName);
      },
      async 'AWS::Cognito::UserPoolDomain'(_name, { Domain, UserPoolId }) {
        await cognito('CreateUserPoolDomain', { Domain, UserPoolId });
        return made(Domain);
      },
      async 'AWS::Cognito::UserPoolClient'(name, { UserPoolId, CallbackURLs, AllowedOAuthFlows, AllowedOAuthScopes }) {
        const body = { ClientName: name, UserPoolId, CallbackURLs, AllowedOAuthFlows, AllowedOAuthScopes };
        const { UserPoolClient } = await cognito('CreateUserPoolClient', body);
        return made(UserPoolClient.ClientId);
      },
      async 'AWS::ApiGatewayV2::Api'(_name, { Name, ProtocolType }) {
        const api = await moto.rest('apigateway', 'POST', '/v2/apis', { name: Name, protocolType: ProtocolType });
        return made(id(api, 'ApiId'), { ApiEndpoint: id(api, 'ApiEndpoint') });
      },
      async 'AWS::ApiGatewayV2::Integration'(_name, { ApiId, IntegrationType, IntegrationUri, PayloadFormatVersion }) {
        const body = {
          integrationType: IntegrationType,
          integrationUri: IntegrationUri,
          payloadFormatVersion: PayloadFormatVersion,
        };
        return made(id(await moto.rest('apigateway', 'POST', `/v2/apis/${ApiId}/integrations`, body), 'IntegrationId'));
      },
      async 'AWS::ApiGatewayV2::Route'(_name, { ApiId, RouteKey, Target, AuthorizationType }) {
        const body = { routeKey: RouteKey, target: Target, authorizationType: AuthorizationType };
        return made(id(await moto.rest('apigateway', 'POST', `/v2/apis/${ApiId}/routes`, body), 'RouteId'));
      },
      async 'AWS::ApiGatewayV2::Stage'(_name, { ApiId, StageName, AutoDeploy }) {
        await moto.rest('apigateway', 'POST', `/v2/apis/${ApiId}/stages`, {
          stageName: StageName,
          autoDeploy: AutoDeploy,
        });
        return made(StageName);
      },
    },
    after: {
      async 'AWS::SNS::Subscription'(_name, { TopicArn, Protocol, Endpoint, RawMessageDelivery }) {
        const Attributes = { RawMessageDelivery: String(RawMessageDelivery ?? false) };
        const { SubscriptionArn = '' } = await sns.send(
          new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }),
        );
        return made(SubscriptionArn);
      },
      async 'AWS::CloudWatch::Alarm'(name, properties) {
        const AlarmName = String(properties.AlarmName ?? name);
        await cloudWatch.send(new PutMetricAlarmCommand({ ...properties, AlarmName } as PutMetricAlarmCommandInput));
        return alarmNamed(AlarmName);
      },
      async 'AWS::Scheduler::Schedule'(name, { ScheduleExpression, FlexibleTimeWindow, Target, State }) {
        const body = { ScheduleExpression, FlexibleTimeWindow, Target, State };
        await moto.rest('scheduler', 'POST', `/schedules/${name}`, body);
        return made(name);
      },
    },
  };
}

/**
 * Made by nobody: moto's services lack them, would not heed them, or are not what this is about. What refers to one of them gets a name
 * that says so.
 */
export const leftOut: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPoolUser',
  'AWS::Cognito::UserPoolUserToGroupAttachment',
  'AWS::Logs::MetricFilter',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  // The caller of a version; here everybody calls the function itself.
  'AWS::Lambda::Version',
  // Run by the test itself, as CloudFormation would.
  'Custom::ClinicKeys',
]);

/** Whatever is asked of it, it answers with a name of its own. */
export function standIn(id: string): Made {
  const attributes = new Proxy({}, { get: (_, name) => `left-out-${id}-${String(name)}` }) as Made['attributes'];
  return { ref: `left-out-${id}`, attributes };
}

export function alarmNamed(name: string): Made {
  return { ref: name, attributes: { Arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}` } };
}

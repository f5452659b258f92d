// A key of the clinic's own for everything at rest. Whoever may use a resource of this account may use the key through it, as with
// AWS's own keys; nobody may use it directly, and each function's permissions on the resources stay the whole story.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Services that hold something of ours at rest and are called by our functions. */
const through = ['dynamodb', 'sqs', 'secretsmanager'];
/** Services that hand us messages: SES publishes to the topic, SNS to the queue, CloudWatch to the alarms' topic. */
const senders = ['ses', 'sns', 'cloudwatch'];

export function ownKey(scope: Construct): Key {
  const { account, region } = Stack.of(scope);
  const key = new Key(scope, 'OwnKey', {
    description: 'Afterglow: encrypts what is kept; losing it loses everything',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
        'kms:CreateGrant',
      ],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': through.map((service) => `${service}.${region}.amazonaws.com`),
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: senders.map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return key;
}

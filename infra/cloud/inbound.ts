// How mail comes in, where a clinic wants it: SES receives for the mail domain and publishes each mail to a topic, which calls a function.
// No queue, because Lambda would ask it for messages all month long; no store, because nothing of a mail is kept.
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventInvokeConfig, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { type IReceiptRuleSet, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { EmailEncoding, Sns } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Dns } from './dns.ts';
import type { Deployment } from './settings.ts';

export interface InboundProps {
  readonly deployment: Deployment;
  readonly live: IFunction;
  readonly dead: Queue;
  readonly ownKey: IKey | undefined;
}

export class Inbound extends Construct {
  constructor(scope: Construct, id: string, { deployment, live, dead, ownKey }: InboundProps) {
    super(scope, id);
    const { clinic, settings } = deployment;
    const topic = new Topic(this, 'Topic', { enforceSSL: true, ...(ownKey && { masterKey: ownKey }) });
    topic.addSubscription(new LambdaSubscription(live, { deadLetterQueue: dead }));
    // What failed three times is put aside with the queues' dead letters, which somebody is told of.
    new EventInvokeConfig(this, 'Retries', {
      function: live,
      // By its name alone: the clinic's own key is used through the queue, and needs no permission of the function's own.
      onFailure: new SqsDestination(Queue.fromQueueArn(this, 'PutAside', dead.queueArn)),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
    new ReceiptRule(this, 'Rule', {
      ruleSet: this.ruleSet(settings.receiptRuleSet),
      recipients: [clinic.mailDomain],
      scanEnabled: true,
      tlsPolicy: TlsPolicy.OPTIONAL,
      actions: [new Sns({ topic, encoding: EmailEncoding.BASE64 })],
    });
    new Dns(this, 'Dns', settings, [
      {
        id: 'Inbound',
        name: clinic.mailDomain,
        type: 'MX',
        value: `10 inbound-smtp.${Stack.of(this).region}.amazonaws.com`,
      },
    ]);
  }

  /** An account has one active set in each region; CloudFormation can make one and cannot make it the active one. */
  private ruleSet(active: string | undefined): IReceiptRuleSet {
    if (active) return ReceiptRuleSet.fromReceiptRuleSetName(this, 'Rules', active);
    const made = new ReceiptRuleSet(this, 'Rules');
    new CfnOutput(Stack.of(this), 'ActivateReceiving', {
      value: `aws ses set-active-receipt-rule-set --rule-set-name ${made.receiptRuleSetName}`,
    });
    return made;
  }
}

// The doctor's questions to AWS, by SDK clients that no function needs.
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Alarms, Aws } from './ports.ts';

/** Endpoints of its own are for tests; credentials and region are found where the AWS tools look for them. */
export function awsBySdk(config: { readonly endpoint?: string } = {}): Aws {
  const sts = new STSClient(config);
  const ses = new SESv2Client(config);
  const cloudFormation = new CloudFormationClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const sns = new SNSClient(config);

  async function subscriptionsOf(topicArn: string): Promise<Alarms['topics'][number]> {
    const arns: string[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topicArn })) {
      arns.push(...(page.Subscriptions ?? []).map(({ SubscriptionArn = '' }) => SubscriptionArn));
    }
    const confirmed = arns.filter((arn) => arn.startsWith('arn:')).length;
    return { name: topicArn.split(':').at(-1) ?? topicArn, confirmed, pending: arns.length - confirmed };
  }

  return {
    async whoAmI() {
      const region = await sts.config.region();
      const { Account = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, region };
    },

    async stacks(prefix) {
      const states = new Map<string, string>();
      for await (const page of paginateDescribeStacks({ client: cloudFormation }, {})) {
        for (const { StackName = '', StackStatus = 'UNKNOWN' } of page.Stacks ?? []) {
          if (StackName.startsWith(`${prefix}-`)) states.set(StackName, StackStatus);
        }
      }
      return states;
    },

    async account() {
      const answer = await ses.send(new GetAccountCommand({}));
      return {
        production: answer.ProductionAccessEnabled ?? false,
        sendingEnabled: answer.SendingEnabled ?? false,
        enforcement: answer.EnforcementStatus ?? 'HEALTHY',
        perDay: answer.SendQuota?.Max24HourSend ?? 0,
        perSecond: answer.SendQuota?.MaxSendRate ?? 0,
      };
    },

    async identity(domain) {
      const found = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain })).catch((error: unknown) => {
        if (error instanceof NotFoundException) return undefined;
        throw error;
      });
      if (!found) return undefined;
      const { VerifiedForSendingStatus = false, DkimAttributes, MailFromAttributes } = found;
      const mailFrom = MailFromAttributes?.MailFromDomain;
      return {
        verified: VerifiedForSendingStatus,
        dkim: DkimAttributes?.Status ?? 'NOT_STARTED',
        dkimTokens: DkimAttributes?.Tokens ?? [],
        mailFrom: mailFrom
          ? { domain: mailFrom, status: MailFromAttributes?.MailFromDomainStatus ?? 'PENDING' }
          : undefined,
      };
    },

    async alarms(prefix) {
      const alarms: { name: string; actions: readonly string[] }[] = [];
      for await (const page of paginateDescribeAlarms({ client: cloudWatch }, { AlarmNamePrefix: prefix })) {
        for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
          alarms.push({ name: alarm.AlarmName ?? '', actions: alarm.AlarmActions ?? [] });
        }
      }
      const topicArns = new Set(alarms.flatMap(({ actions }) => actions).filter((arn) => arn.includes(':sns:')));
      return {
        count: alarms.length,
        silent: alarms.filter(({ actions }) => actions.length === 0).map(({ name }) => name),
        topics: await Promise.all([...topicArns].map(subscriptionsOf)),
      };
    },
  };
}

// Who is told when something is wrong, and where to look: a topic, the alarms, and a dashboard. Each alarm is worth its ten cents a
// month and names the heading of RUNBOOK.md that says what to do.
import { Stack, type StackProps } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmsOf, type Watched } from './alarms.ts';
import { dashboard } from './dashboard.ts';
import { alarmText } from './runbook.ts';

export class WatchStack extends Stack {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: StackProps, watched: Watched) {
    super(scope, id, { ...props, description: 'Afterglow: alarms and the dashboard' });
    const { settings } = watched.deployment;
    const ownKey = watched.data.ownKeyFor(this);
    this.topic = new Topic(this, 'Alarms', {
      displayName: `Afterglow ${watched.deployment.name}-${watched.deployment.clinic.stage}`,
      enforceSSL: true,
      ...(ownKey && { masterKey: ownKey }),
    });
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    for (const email of settings.alarms.emails) this.topic.addSubscription(new EmailSubscription(email));
    if (settings.alarms.slack) this.tellSlack(settings.alarms.slack);

    const alarms = alarmsOf(watched).map(({ id: name, heading, meaning, ...rule }) => {
      const alarm = new Alarm(this, name, {
        ...rule,
        alarmName: `${this.stackName}-${name}`,
        alarmDescription: alarmText(heading, meaning),
      });
      alarm.addAlarmAction(new SnsAction(this.topic));
      alarm.addOkAction(new SnsAction(this.topic));
      return alarm;
    });
    if (settings.dashboard) dashboard(this, watched, alarms);
  }

  private tellSlack({ workspaceId, channelId }: { workspaceId: string; channelId: string }): void {
    new SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: this.stackName,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [this.topic],
    });
  }
}

// How mail leaves and its events come back: the domain's identity, the configuration set, and SES -> SNS -> SQS.
import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { sesEvents } from '../../functions/manifest.ts';
import { WorkQueue } from './work-queue.ts';

export class MailStack extends Stack {
  readonly configurationSet: ConfigurationSet;
  readonly identity: EmailIdentity;
  readonly events: WorkQueue;

  constructor(scope: Construct, id: string, { clinic }: { clinic: Clinic }) {
    super(scope, id, { description: 'Afterglow: SES identity, configuration set and the queue of its events' });
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(clinic.mailDomain),
      // Bounces of the envelope come back to the clinic's own domain, so that SPF is aligned.
      mailFromDomain: `bounce.${clinic.mailDomain}`,
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    });
    this.events = new WorkQueue(this, 'Events', sesEvents.queue);
    this.publishEvents();
    this.printDnsRecords(clinic.mailDomain);
  }

  /** Allows sending as the clinic's domain through this configuration set, and reading the account's quota; nothing else. */
  grantSend(grantee: IGrantable): void {
    this.identity.grant(grantee, ...sendActions);
    // The identity's own grant leaves the configuration set out, which SES answers with AccessDenied.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: sendActions, resources: [this.configurationSetArn()] }),
    );
    // GetAccount knows no resources.
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }));
  }

  private configurationSetArn(): string {
    return this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private publishEvents(): void {
    const topic = new Topic(this, 'EventsTopic', { enforceSSL: true });
    topic.addSubscription(new SqsSubscription(this.events.queue, { rawMessageDelivery: false }));
    new ConfigurationSetEventDestination(this, 'EventsDestination', {
      configurationSet: this.configurationSet,
      destination: EventDestination.snsTopic(topic),
      events: sesEvents.types.map((type) => EmailSendingEvent[type]),
    });
  }

  /** What to enter at the domain's DNS; the deployment prints it. */
  private printDnsRecords(mailDomain: string): void {
    this.identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `DkimRecord${index + 1}`, { value: `${name} CNAME ${value}` });
    });
    new CfnOutput(this, 'MailFromMx', {
      value: `bounce.${mailDomain} MX 10 feedback-smtp.${this.region}.amazonses.com`,
    });
    new CfnOutput(this, 'MailFromSpf', { value: `bounce.${mailDomain} TXT "v=spf1 include:amazonses.com ~all"` });
    new CfnOutput(this, 'Dmarc', { value: `_dmarc.${mailDomain} TXT "v=DMARC1; p=quarantine"` });
  }
}

const sendActions = ['ses:SendEmail', 'ses:SendBulkEmail'];

// How mail leaves, and where SES tells of it: the domain's identity, the configuration set, and the topic of its events.
import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
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
import type { Construct } from 'constructs';
import { sesEvents } from '../../functions/manifest.ts';
import type { DataStack } from './data-stack.ts';
import { Dns, type DnsRecord } from './dns.ts';
import type { Deployment } from './settings.ts';

/** What a function may ask of SES, by the names of the API. */
export type MailAction = 'SendEmail' | 'SendBulkEmail' | 'GetAccount';

export class MailStack extends Stack {
  readonly configurationSet: ConfigurationSet;
  readonly identity: EmailIdentity;
  /** SES publishes its events here; the pipeline's queue of hits listens. */
  readonly events: Topic;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps,
    { deployment, data }: { deployment: Deployment; data: DataStack },
  ) {
    super(scope, id, {
      ...props,
      description: 'Afterglow: SES identity, configuration set and the topic of its events',
    });
    const { clinic, settings } = deployment;
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      // Opens and clicks are our own endpoints' business, so VDM's engagement tracking stays off.
      ...(settings.virtualDeliverability && {
        vdmOptions: { engagementMetrics: false, optimizedSharedDelivery: true },
      }),
    });
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(clinic.mailDomain),
      // Bounces of the envelope come back to the clinic's own domain, so that SPF is aligned.
      mailFromDomain: `bounce.${clinic.mailDomain}`,
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    });
    const ownKey = data.ownKeyFor(this);
    this.events = this.publishEvents(ownKey);
    new Dns(this, 'Dns', settings, this.authentication(clinic.mailDomain));
  }

  /** Allows those calls, sending as the clinic's domain through this configuration set only. */
  grant(grantee: IGrantable, actions: readonly MailAction[]): void {
    const sends = actions.filter((action) => action !== 'GetAccount').map((action) => `ses:${action}`);
    const allow = (allowed: string[], resources: string[]) =>
      allowed.length > 0 &&
      grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: allowed, resources }));
    // The identity's own grant leaves the configuration set out, which SES answers with AccessDenied.
    allow(sends, [this.identity.emailIdentityArn, this.configurationSetArn()]);
    // GetAccount knows no resources.
    if (actions.includes('GetAccount')) allow(['ses:GetAccount'], ['*']);
  }

  private configurationSetArn(): string {
    return this.formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private publishEvents(ownKey: IKey | undefined): Topic {
    const topic = new Topic(this, 'EventsTopic', { enforceSSL: true, ...(ownKey && { masterKey: ownKey }) });
    new ConfigurationSetEventDestination(this, 'EventsDestination', {
      configurationSet: this.configurationSet,
      destination: EventDestination.snsTopic(topic),
      events: sesEvents.types.map((type) => EmailSendingEvent[type]),
    });
    return topic;
  }

  /** What tells receivers that this mail is the clinic's: DKIM, SPF by way of MAIL FROM, and DMARC that asks for both. */
  private authentication(mailDomain: string): DnsRecord[] {
    const mailFrom = `bounce.${mailDomain}`;
    return [
      ...this.identity.dkimRecords.map(
        ({ name, value }, index): DnsRecord => ({ id: `Dkim${index + 1}`, name, type: 'CNAME', value }),
      ),
      { id: 'MailFrom', name: mailFrom, type: 'MX', value: `10 feedback-smtp.${this.region}.amazonses.com` },
      { id: 'Spf', name: mailFrom, type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' },
      { id: 'Dmarc', name: `_dmarc.${mailDomain}`, type: 'TXT', value: 'v=DMARC1; p=quarantine' },
    ];
  }
}

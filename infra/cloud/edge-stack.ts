// What CloudFront takes from us-east-1 alone, whatever the clinic's region: the firewall, and the certificate of the host it guards.
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { zoneOf } from './dns.ts';
import type { Deployment } from './settings.ts';

export const edgeRegion = 'us-east-1';

export class EdgeStack extends Stack {
  readonly certificate: ICertificate;
  readonly firewall: CfnWebACL;

  constructor(scope: Construct, id: string, props: StackProps, { clinic, settings }: Deployment) {
    super(scope, id, { ...props, description: 'Afterglow: the firewall in front of the pages' });
    const { hostname } = new URL(clinic.linkOrigin);
    const zone = zoneOf(this, settings);
    const given = settings.firewall?.certificate;
    this.certificate = given
      ? Certificate.fromCertificateArn(this, 'Certificate', given)
      : new Certificate(this, 'Certificate', {
          domainName: hostname,
          validation: CertificateValidation.fromDns(zone),
        });
    this.firewall = makeFirewall(this, settings.firewall?.requestsIn5Minutes ?? 2_000);
  }
}

/** One address may ask so often; what AWS knows as bad and broken input is refused. */
function makeFirewall(scope: Construct, requestsIn5Minutes: number): CfnWebACL {
  const seen = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  const managed = (name: string, priority: number) => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: seen(name),
  });
  return new CfnWebACL(scope, 'Firewall', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: seen('firewall'),
    rules: [
      {
        name: 'rate-per-address',
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: { limit: requestsIn5Minutes, evaluationWindowSec: 300, aggregateKeyType: 'IP' },
        },
        visibilityConfig: seen('rate-per-address'),
      },
      managed('AWSManagedRulesAmazonIpReputationList', 1),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 2),
    ],
  });
}

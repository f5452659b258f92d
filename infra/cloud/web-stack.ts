// What faces the web: one HTTP API on the clinic's own host with the manifest's routes; with a firewall, CloudFront before it.
// (Not a function URL behind CloudFront: its signature needs a body hash that mailbox providers' one-click POST lacks.)
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  IpAddressType,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AaaaRecord, ARecord, type IAliasRecordTarget, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties, CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { routes } from '../../functions/manifest.ts';
import { Dns, zoneOf } from './dns.ts';
import type { EdgeStack } from './edge-stack.ts';
import { Front } from './front.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { Deployment } from './settings.ts';

/** What the API lets through before it answers 429: far above a clinic's day, far below what would hurt. */
const requestsPerSecond = 500;
const burst = 1_000;

export interface WebStackProps {
  readonly deployment: Deployment;
  readonly pipeline: PipelineStack;
  readonly edge: EdgeStack | undefined;
}

export class WebStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: StackProps, { deployment, pipeline, edge }: WebStackProps) {
    super(scope, id, { ...props, description: 'Afterglow: the HTTP API' });
    const { clinic, settings } = deployment;
    const { hostname } = new URL(clinic.linkOrigin);
    const zone = zoneOf(this, settings);
    this.api = new HttpApi(this, 'Api', {
      description: 'Afterglow: sign-up, links, pages and staff',
      createDefaultStage: false,
      // With a firewall the only way in is through it and the host; the API's own address stays for CloudFront alone to use.
      disableExecuteApiEndpoint: !edge,
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    this.addRoutes(pipeline);
    const domain = new DomainName(this, 'Domain', {
      domainName: hostname,
      certificate: certificateFor(this, hostname, settings.certificate, zone),
      securityPolicy: SecurityPolicy.TLS_1_2,
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    this.addStage(domain);
    const front = edge && new Front(this, 'Front', { hostname, api: this.api, edge });
    const target = front
      ? { alias: new CloudFrontTarget(front.distribution), name: front.address }
      : {
          alias: new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId),
          name: domain.regionalDomainName,
        };
    this.pointAt(target, hostname, zone, deployment);
    new CfnOutput(this, 'Address', { value: clinic.linkOrigin });
  }

  private addRoutes({ live }: PipelineStack): void {
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const route of routes) {
      const name = route.function;
      const integration = integrations.get(name) ?? new HttpLambdaIntegration(name, live[name]);
      integrations.set(name, integration);
      this.api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration });
    }
  }

  private addStage(domainName: DomainName): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      domainMapping: { domainName },
      // The route, never the path: paths carry tokens that name people. No address either.
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(
          JSON.stringify({
            id: '$context.requestId',
            at: '$context.requestTimeEpoch',
            route: '$context.routeKey',
            status: '$context.status',
            ms: '$context.responseLatency',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
  }

  /** The host's name leads here: by alias records in the clinic's zone, or by a printed row for another DNS. */
  private pointAt(
    { alias, name }: { alias: IAliasRecordTarget; name: string },
    hostname: string,
    zone: IHostedZone | undefined,
    { settings }: Deployment,
  ): void {
    if (!zone) {
      new Dns(this, 'Dns', settings, [{ id: 'Site', name: hostname, type: 'CNAME', value: name }]);
      return;
    }
    const target = RecordTarget.fromAlias(alias);
    new ARecord(this, 'Ipv4', { zone, recordName: hostname, target });
    new AaaaRecord(this, 'Ipv6', { zone, recordName: hostname, target });
  }
}

/** The one that was given, or one proved by a record in the clinic's zone. */
function certificateFor(
  scope: Construct,
  domainName: string,
  given: string | undefined,
  zone: IHostedZone | undefined,
): ICertificate {
  return given
    ? Certificate.fromCertificateArn(scope, 'Certificate', given)
    : new Certificate(scope, 'Certificate', { domainName, validation: CertificateValidation.fromDns(zone) });
}

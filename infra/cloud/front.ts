// The firewall's distribution: it stands in front of the pages, and keeps the e-mails' images, whose names hold the hash of what they
// show. Without a firewall the images come from their function through the HTTP API.
import { Fn, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { EdgeStack } from './edge-stack.ts';

/** Where images live on the clinic's host, here and on the runner of one machine alike. */
const imagesPath = '/images';

export interface FrontProps {
  readonly hostname: string;
  readonly api: HttpApi;
  readonly edge: EdgeStack;
}

export class Front extends Construct {
  readonly distribution: Distribution;
  /** The distribution's own name in the DNS. */
  readonly address: string;

  constructor(scope: Construct, id: string, { hostname, api, edge }: FrontProps) {
    super(scope, id);
    const images: BehaviorOptions = {
      origin: apiOrigin(api),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      compress: true,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `${hostname}: pages behind the firewall, and images`,
      defaultBehavior: pagesOf(api),
      additionalBehaviors: { [`${imagesPath}/*`]: images },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      domainNames: [hostname],
      certificate: edge.certificate,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId: edge.firewall.attrArn,
    });
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Readers open their e-mail wherever they are.' },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'A log of who loads an image of an e-mail would be tracking without consent.',
      },
    );
    this.address = this.distribution.distributionDomainName;
  }
}

/** The pages as the API answers them: nothing is kept, everything is handed on. */
function pagesOf(api: HttpApi): BehaviorOptions {
  return {
    origin: apiOrigin(api),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

function apiOrigin(api: HttpApi): HttpOrigin {
  return new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint)));
}

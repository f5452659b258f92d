// The e-mails' images: a private bucket that CloudFront alone reads, kept by everybody on the way for a year, because an image's name
// holds the hash of what it shows. With a firewall the same distribution stands in front of the pages.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
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
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { projectRoot } from './bundling.ts';
import type { EdgeStack } from './edge-stack.ts';

/** Where images live on the clinic's host, here and on the runner of one machine alike. */
export const imagesPath = '/images';
const keptFor = Duration.days(365);
const builtImages = join(projectRoot, '.build', 'images');

export interface ImagesProps {
  readonly hostname: string;
  readonly api: HttpApi;
  readonly edge: EdgeStack | undefined;
}

export class Images extends Construct {
  readonly distribution: Distribution;
  /** The distribution's own name in the DNS. */
  readonly address: string;

  constructor(scope: Construct, id: string, { hostname, api, edge }: ImagesProps) {
    super(scope, id);
    const bucket: IBucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      // E-mails sent years ago still show these.
      removalPolicy: RemovalPolicy.RETAIN,
    }) as IBucket;
    const images: BehaviorOptions = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      compress: true,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `${hostname}: images${edge ? ', and pages behind the firewall' : ''}`,
      defaultBehavior: edge ? pagesOf(api) : images,
      additionalBehaviors: edge ? { [`${imagesPath}/*`]: images } : {},
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(edge && {
        domainNames: [hostname],
        certificate: edge.certificate,
        webAclId: edge.firewall.attrArn,
      }),
    });
    this.address = this.distribution.distributionDomainName;
    if (hasImages()) {
      new BucketDeployment(this, 'Upload', {
        destinationBucket: bucket,
        destinationKeyPrefix: imagesPath.slice(1),
        sources: [Source.asset(builtImages)],
        cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(keptFor), CacheControl.immutable()],
        // Mail that was sent shows what it was sent with.
        prune: false,
        retainOnDelete: true,
        memoryLimit: 256,
      });
    }
  }
}

/** A clinic whose e-mails have no images has nothing to upload. */
function hasImages(): boolean {
  return existsSync(builtImages) && readdirSync(builtImages).length > 0;
}

/** The pages as the API answers them: nothing is kept, everything is handed on. */
function pagesOf(api: HttpApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint))),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

// One TypeScript file as a Lambda function, the way every function of Afterglow is made: Node 24, arm64, one minified ES module,
// with a log of its own and a role that may write there and do nothing else until it is granted more.

import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { processEnvironment } from '../../functions/manifest.ts';
import { esbuildOptions, projectRoot } from './bundling.ts';

export interface BundledFunctionProps {
  readonly file: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** Whether a call may begin a trace of its own. */
  readonly isTraced: boolean;
  readonly environment?: Record<string, string>;
}

export function bundledFunction(scope: Construct, id: string, props: BundledFunctionProps): NodejsFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  return new NodejsFunction(scope, id, {
    entry: props.file,
    handler: 'handler',
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMb,
    timeout: props.timeout,
    environment: { NODE_OPTIONS: '--enable-source-maps', ...processEnvironment, ...props.environment },
    awsSdkConnectionReuse: false,
    // Passed through, a trace that the caller began goes on, and none begins here.
    tracing: props.isTraced ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
    role,
    logGroup,
    projectRoot,
    depsLockFilePath: join(projectRoot, 'package-lock.json'),
    bundling: {
      format: OutputFormat.ESM,
      target: esbuildOptions.target,
      mainFields: esbuildOptions.mainFields,
      banner: esbuildOptions.banner.js,
      minify: esbuildOptions.minify,
      sourceMap: esbuildOptions.sourcemap,
      sourcesContent: esbuildOptions.sourcesContent,
      // Bundled rather than taken from the runtime, so that what was tested is what runs.
      bundleAwsSDK: true,
      externalModules: esbuildOptions.external,
    },
  });
}

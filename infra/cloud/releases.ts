// How a new version goes live: a tenth of the work for five minutes, then the rest; where failures mount, back by itself.
// Both versions work the same items meanwhile, so a change of what is stored is made in two releases: read first, write later.
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IFunction, type IVersion, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Deployment } from './settings.ts';

export class Releases extends Construct {
  private readonly application: LambdaApplication;
  private readonly role: Role;
  private readonly alarm: Alarm;
  private readonly config;

  constructor(scope: Construct, id: string, { deployment, alarm }: { deployment: Deployment; alarm: Alarm }) {
    super(scope, id);
    this.alarm = alarm;
    this.application = new LambdaApplication(this, 'Application');
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    // Alarms know no resources for this question.
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    );
    this.config =
      deployment.settings.release === 'canary'
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE;
  }

  /** The alias that everybody calls. */
  live(made: LambdaFunction): IFunction {
    const alias = new Alias(made, 'Live', {
      aliasName: 'live',
      // The CDK's classes and interfaces disagree about `undefined`, here and below.
      version: made.currentVersion as IVersion,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:UpdateAlias', 'lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: [made.functionArn, alias.functionArn],
      }),
    );
    new LambdaDeploymentGroup(made, 'Release', {
      application: this.application,
      alias,
      role: this.role.withoutPolicyUpdates(),
      deploymentConfig: this.config,
      alarms: [this.alarm],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    return alias as IFunction;
  }
}

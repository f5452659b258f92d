// The keys' secret. CloudFormation makes it empty and never holds its value; a small function fills in what is missing, once.
// (Secrets Manager can generate one field of a secret, ours has several; and a change to `GenerateSecretString` in a later
// deployment would make CloudFormation regenerate the identity key, which would lose everyone.)

import { fileURLToPath } from 'node:url';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bundledFunction } from './bundled-function.ts';

export interface ClinicKeysProps {
  /** A second region that keeps a copy. */
  readonly copyIn: string | undefined;
  readonly ownKey: IKey | undefined;
}

export class ClinicKeys extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { copyIn, ownKey }: ClinicKeysProps) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Afterglow: identity key (never rotate, back up), token keys, session key, goal secrets',
      removalPolicy: RemovalPolicy.RETAIN,
      ...(ownKey && { encryptionKey: ownKey }),
      ...(copyIn && { replicaRegions: [{ region: copyIn }] }),
    });
    (secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
    // Losing the identity key loses everyone: whoever really wants to delete it takes this policy away first.
    secret.denyAccountRootDelete();
    const fill = bundledFunction(this, 'Fill', {
      file: fileURLToPath(new URL('./fill-keys.ts', import.meta.url)),
      description: `${Stack.of(this).stackName}: adds keys the secret lacks; runs during deployments only`,
      memoryMb: 256,
      timeout: Duration.seconds(30),
      isTraced: true,
    });
    fill.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        resources: [secret.secretArn],
      }),
    );
    const filled = new CustomResource(this, 'Filled', {
      resourceType: 'Custom::ClinicKeys',
      serviceToken: fill.functionArn,
      properties: { secretId: secret.secretArn },
    });
    // The function's permissions are a resource of their own; without them the first deployment would be refused.
    if (fill.role) filled.node.addDependency(fill.role);
    this.secret = secret;
  }
}

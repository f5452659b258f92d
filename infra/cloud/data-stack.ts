// What must never be lost: the table and the keys. Removing the stack leaves both behind.
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { tableDefinition } from '../../functions/table.ts';
import { ClinicKeys } from './clinic-keys.ts';
import { ownKey } from './own-key.ts';
import type { Deployment } from './settings.ts';

export class DataStack extends Stack {
  /** Encrypts everything at rest, where the clinic wants a key of its own. */
  private readonly ownKey: IKey | undefined;
  readonly table: TableV2;
  readonly keys: ClinicKeys;

  constructor(scope: Construct, id: string, props: StackProps, { settings }: Deployment) {
    super(scope, id, { ...props, description: 'Afterglow: the table and the keys, both retained' });
    this.ownKey = settings.ownKey ? ownKey(this) : undefined;
    this.table = makeTable(this, this.ownKey);
    this.keys = new ClinicKeys(this, 'Keys', { copyIn: settings.keysCopy, ownKey: this.ownKey });
    // What the operator's commands are told: `--table` and `--secret`.
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'KeysSecret', { value: this.keys.secret.secretArn });
  }

  /** The clinic's own key for a stack's resources, by its name alone: its policy is made here and nowhere else. */
  ownKeyFor(stack: Stack): IKey | undefined {
    return this.ownKey && Key.fromKeyArn(stack, 'OwnKey', this.ownKey.keyArn);
  }
}

function makeTable(scope: Construct, key: IKey | undefined): TableV2 {
  const { partitionKey, sortKey, ttl, indexes } = tableDefinition;
  return new TableV2(scope, 'Table', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: ttl,
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key && { encryption: TableEncryptionV2.customerManagedKey(key) }),
    globalSecondaryIndexes: Object.values(indexes).map((index) => ({
      indexName: index.name,
      partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: index.sortKey, type: index.sortType === 'N' ? AttributeType.NUMBER : AttributeType.STRING },
      projectionType: ProjectionType[index.projection],
    })),
  });
}

// What must never be lost: the table, the blobs and the keys. Removing the stack leaves all three behind.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { tableDefinition } from '../../functions/table.ts';
import { ClinicKeys } from './clinic-keys.ts';

export class DataStack extends Stack {
  readonly table: TableV2;
  readonly blobs: Bucket;
  readonly keys: ClinicKeys;

  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Afterglow: the table, the blobs and the keys, all retained' });
    this.table = makeTable(this);
    this.blobs = new Bucket(this, 'Blobs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.keys = new ClinicKeys(this, 'Keys');
  }
}

function makeTable(scope: Construct): TableV2 {
  const { partitionKey, sortKey, ttl, indexes } = tableDefinition;
  return new TableV2(scope, 'Table', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: ttl,
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    globalSecondaryIndexes: Object.values(indexes).map((index) => ({
      indexName: index.name,
      partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: index.sortKey, type: index.sortType === 'N' ? AttributeType.NUMBER : AttributeType.STRING },
      projectionType: ProjectionType[index.projection],
    })),
  });
}

// What must never be lost: the table and the keys. Removing the stack leaves both behind.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tableDefinition } from '../../functions/table.ts';
import { ClinicKeys } from './clinic-keys.ts';

export class DataStack extends Stack {
  readonly table: TableV2;
  readonly keys: ClinicKeys;

  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Afterglow: the table and the keys, both retained' });
    this.table = makeTable(this);
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

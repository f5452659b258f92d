// What must never be lost is protected: the table and the keys.
import { describe, expect, it } from 'vitest';
import { tableDefinition } from '../../functions/table.ts';
import { resources } from './synthesized.ts';

const only = (type: string) => {
  const found = resources(type, 'data');
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
};

describe('the table', () => {
  const { properties, deletionPolicy } = only('AWS::DynamoDB::GlobalTable');

  it('is kept when the stack is removed, and cannot be deleted by hand', () => {
    expect(deletionPolicy).toBe('Retain');
    expect(properties.Replicas).toEqual([expect.objectContaining({ DeletionProtectionEnabled: true })]);
  });

  it('can be restored to any second', () => {
    expect(properties.Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('is paid by request', () => {
    expect(properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('has the keys and the time to live of the definition', () => {
    expect(properties.KeySchema).toEqual([
      { AttributeName: tableDefinition.partitionKey, KeyType: 'HASH' },
      { AttributeName: tableDefinition.sortKey, KeyType: 'RANGE' },
    ]);
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: tableDefinition.ttl, Enabled: true });
  });

  it('has every index of the definition, with its projection and types', () => {
    const { indexes } = tableDefinition;
    expect(properties.GlobalSecondaryIndexes).toEqual(
      Object.values(indexes).map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: index.projection },
      })),
    );
    expect(properties.AttributeDefinitions).toContainEqual({
      AttributeName: indexes.due.sortKey,
      AttributeType: indexes.due.sortType,
    });
  });
});

describe('the keys', () => {
  it('are kept when the stack is removed', () => {
    expect(only('AWS::SecretsManager::Secret').deletionPolicy).toBe('Retain');
  });

  it('never have a value in the template, which a later deployment could change', () => {
    const { properties } = only('AWS::SecretsManager::Secret');
    expect(properties).not.toHaveProperty('GenerateSecretString');
    expect(properties).not.toHaveProperty('SecretString');
  });
});

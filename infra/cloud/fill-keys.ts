// Runs during deployments only: adds the keys that the clinic's secret lacks and never changes one that is there.
// Answers CloudFormation itself, so that no framework function is deployed beside it.
import { randomBytes } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Keys } from '../../functions/adapters/keys.ts';

/** 256 bits, as 43 characters. */
const newKey = (): string => randomBytes(32).toString('base64url');

/** What is stored, with what is missing added; the same object when nothing is. */
export function withMissingKeys(stored: Partial<Keys>): Partial<Keys> {
  if (stored.identity && stored.tokens && stored.session && stored.goals) return stored;
  return {
    identity: newKey(),
    tokens: [{ id: '1', key: newKey() }],
    session: newKey(),
    goals: [newKey()],
    ...stored,
  };
}

export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    const secretId = String(event.ResourceProperties.secretId);
    if (event.RequestType !== 'Delete') await fill(secretId);
    await answer(event, 'SUCCESS', 'The keys are complete.');
  } catch (error) {
    // Not swallowed: without an answer CloudFormation would wait an hour before it fails.
    await answer(event, 'FAILED', error instanceof Error ? error.name : 'unknown error');
    throw error;
  }
}

async function fill(secretId: string): Promise<void> {
  const client = new SecretsManagerClient({});
  const stored = await client.send(new GetSecretValueCommand({ SecretId: secretId })).catch((error: unknown) => {
    // A secret that was only just made has no value yet.
    if (error instanceof ResourceNotFoundException) return { SecretString: '{}' };
    throw error;
  });
  const before = JSON.parse(stored.SecretString ?? '{}') as Partial<Keys>;
  const after = withMissingKeys(before);
  if (after === before) return;
  await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(after) }));
}

async function answer(event: CloudFormationCustomResourceEvent, status: 'SUCCESS' | 'FAILED', reason: string) {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = {
    Status: status,
    Reason: reason,
    PhysicalResourceId: 'clinic-keys',
    StackId,
    RequestId,
    LogicalResourceId,
  };
  const response = await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`CloudFormation refused the answer with status ${response.status}.`);
}

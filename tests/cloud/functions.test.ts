// Every function of the manifest runs as promised and is told what the composition reads.

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextFromEnvironment } from '../../functions/composition/context.ts';
import { type FunctionName, functions, queues } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { withMissingKeys } from '../../infra/cloud/fill-keys.ts';
import { resources, stacks } from './synthesized.ts';

const names = Object.keys(functions) as FunctionName[];

function lambdaOf(name: FunctionName) {
  const logicalId = stacks.pipeline.getLogicalId(stacks.pipeline.functions[name].node.defaultChild as never);
  const found = resources('AWS::Lambda::Function', 'pipeline').find(({ id }) => id === logicalId);
  if (!found) throw new Error(`No function in the template for ${name}.`);
  return found.properties;
}

function environmentOf(name: FunctionName): Record<string, string> {
  const variables: Record<string, unknown> = lambdaOf(name).Environment.Variables;
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, JSON.stringify(value)]));
}

beforeEach(() => {
  vi.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    SecretString: JSON.stringify(withMissingKeys({})),
  }));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('every function', () => {
  it('runs on Node 24 and arm64, the one that fills the keys included', () => {
    const all = resources('AWS::Lambda::Function');
    expect(all).toHaveLength(names.length + 1);
    for (const { properties } of all) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  it.each(names)('%s has the memory and time of the manifest', (name) => {
    const { memoryMb, timeoutSeconds } = functions[name];
    expect(lambdaOf(name)).toMatchObject({ MemorySize: memoryMb, Timeout: timeoutSeconds });
  });

  it('forgets its logs after a month, as the API does its own', () => {
    const logGroups = resources('AWS::Logs::LogGroup');
    expect(logGroups).toHaveLength(names.length + 2);
    for (const { properties } of logGroups) expect(properties.RetentionInDays).toBe(30);
  });
});

describe('the environment', () => {
  // A function that uses nothing builds no context, so it is told nothing.
  it.each(names.filter((name) => functions[name].uses.length > 0))(
    'of %s is all that the composition needs',
    async (name) => {
      for (const [key, value] of Object.entries(environmentOf(name))) vi.stubEnv(key, value);
      const { settings, keys } = await contextFromEnvironment();
      const uses: readonly string[] = functions[name].uses;
      if (uses.includes('secrets')) expect(keys.tokens).toHaveLength(1);
      else expect(() => keys.identity).toThrow('uses');
      expect(settings.tableName).not.toBe('');
      expect(Object.keys(settings.queueUrls).toSorted()).toEqual(
        (Object.keys(queues) as QueueName[]).filter((queue) => uses.includes(queue)).toSorted(),
      );
      expect(settings.configurationSet !== '').toBe(uses.includes('mail'));
      expect(settings.oidc.issuer !== '' && settings.oidc.clientId !== '').toBe(uses.includes('signIn'));
    },
  );

  it.each(names)('of %s holds no secret, only where the secret is', (name) => {
    expect(Object.values(environmentOf(name)).join()).not.toContain('resolve:secretsmanager');
  });
});

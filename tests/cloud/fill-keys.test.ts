// The keys' secret: what is missing is added once, what is there never changes, CloudFormation always gets an answer.
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseKeys } from '../../functions/adapters/keys.ts';
import { handler, withMissingKeys } from '../../infra/cloud/fill-keys.ts';

const event = (requestType: string) =>
  ({
    RequestType: requestType,
    ResponseURL: 'https://answers.invalid/',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Filled',
    ResourceProperties: { secretId: 'secret' },
  }) as unknown as CloudFormationCustomResourceEvent;

/** A Secrets Manager that holds one value, and a CloudFormation that collects answers. */
function stage(stored: string | undefined) {
  const held = { value: stored, answers: [] as { Status: string }[] };
  vi.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async (command: { input: object }) => {
    if ('SecretString' in command.input) held.value = String(command.input.SecretString);
    else if (held.value === undefined) throw new ResourceNotFoundException({ message: 'no value', $metadata: {} });
    return { SecretString: held.value };
  });
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    held.answers.push(JSON.parse(body));
    return new Response();
  });
  return held;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('filling the keys', () => {
  it('makes a new secret complete, in the shape the functions read', async () => {
    const held = stage(undefined);
    await handler(event('Create'));
    expect(parseKeys(held.value ?? '').tokens).toHaveLength(1);
    expect(held.answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  it('changes nothing in a complete secret', async () => {
    const complete = JSON.stringify(withMissingKeys({}));
    const held = stage(complete);
    await handler(event('Update'));
    expect(held.value).toBe(complete);
  });

  it('keeps an identity key that was restored by hand and adds the rest', () => {
    const identity = 'restored'.repeat(6);
    expect(parseKeys(JSON.stringify(withMissingKeys({ identity }))).identity).toBe(identity);
  });

  it('touches nothing when the stack is removed', async () => {
    const held = stage(undefined);
    await handler(event('Delete'));
    expect(held.value).toBeUndefined();
  });

  it('tells CloudFormation when the secret is damaged, and leaves it as it is', async () => {
    const held = stage('{damaged');
    await expect(handler(event('Update'))).rejects.toThrow(SyntaxError);
    expect(held.answers).toEqual([expect.objectContaining({ Status: 'FAILED' })]);
    expect(held.value).toBe('{damaged');
  });
});

// The keys' backup: opens with its passphrase alone, is never empty, and is never put over the keys of other people.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withMissingKeys } from '../../infra/cloud/fill-keys.ts';
import { runCli } from '../../infra/local/cli.ts';
import type { Terminal } from '../../infra/local/operator/command.ts';
import { openKeys, sealKeys } from '../../infra/local/operator/keys-file.ts';

const passphrase = 'a lamp in the harbour';
const keys = JSON.stringify(withMissingKeys({}));
const folder = mkdtempSync(join(tmpdir(), 'afterglow-keys-'));
let secret = keys;

beforeEach(() => {
  secret = keys;
  vi.stubEnv('AFTERGLOW_PASSPHRASE', passphrase);
  vi.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetSecretValueCommand) return { SecretString: secret };
    if (command instanceof PutSecretValueCommand) secret = command.input.SecretString ?? '';
    return {};
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const terminal: Terminal = { print: (line) => void lines.push(line), table: () => {}, confirm: async () => false };
  await runCli(args, terminal);
  return lines.join('\n');
}

describe('the file', () => {
  it('opens with its passphrase to exactly what was sealed, and shows nothing without it', () => {
    const file = sealKeys(keys, passphrase);
    expect(openKeys(file, passphrase)).toBe(keys);
    expect(file).not.toContain(JSON.parse(keys).identity);
    expect(() => openKeys(file, `${passphrase}s`)).toThrow('the passphrase is another one, or the file is damaged');
  });

  it('does not open where a single character of it changed', () => {
    const file = JSON.parse(sealKeys(keys, passphrase)) as { sealed: string };
    const sealed = `${file.sealed.startsWith('A') ? 'B' : 'A'}${file.sealed.slice(1)}`;
    expect(() => openKeys(JSON.stringify({ ...file, sealed }), passphrase)).toThrow('does not open');
  });

  it('is never made of keys that are not there, nor with a passphrase that anybody guesses', () => {
    expect(() => sealKeys('{}', passphrase)).toThrow();
    expect(() => sealKeys(keys, 'secret')).toThrow('choose at least 12');
    expect(() => openKeys('{}', passphrase)).toThrow('no backup of keys');
  });
});

describe('at the terminal', () => {
  it('keys go out and come back into a secret that lost them', async () => {
    const file = join(folder, 'one.json');
    expect(await cli('keys-backup', '--secret', 'arn', '--file', file)).toContain('it opens');
    secret = '{}';
    await cli('keys-restore', '--secret', 'arn', '--file', file);
    expect(secret).toBe(keys);
  });

  it('a backup never replaces another, nor the keys of a list that is in use', async () => {
    const file = join(folder, 'two.json');
    await cli('keys-backup', '--secret', 'arn', '--file', file);
    const before = readFileSync(file, 'utf8');
    await expect(cli('keys-backup', '--secret', 'arn', '--file', file)).rejects.toThrow('is there already');
    expect(readFileSync(file, 'utf8')).toBe(before);
    const others = JSON.stringify(withMissingKeys({}));
    secret = others;
    await expect(cli('keys-restore', '--secret', 'arn', '--file', file)).rejects.toThrow('another identity key');
    expect(secret).toBe(others);
  });

  it('says what it lacks', async () => {
    await expect(cli('keys-backup', '--file', 'x')).rejects.toThrow('--secret ARN');
    vi.stubEnv('AFTERGLOW_PASSPHRASE', '');
    await expect(cli('keys-backup', '--secret', 'arn', '--file', 'x')).rejects.toThrow('AFTERGLOW_PASSPHRASE');
  });
});

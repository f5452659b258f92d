// The keys' copy outside AWS: made once after the first deployment, put back into a secret that lost them. Never over other keys.
import { readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';
import { openKeys, sealKeys } from './keys-file.ts';

const passphraseVariable = 'AFTERGLOW_PASSPHRASE';

export const keysCommands: Readonly<Record<string, Command>> = {
  'keys-backup': {
    usage: 'keys-backup --secret ARN --file keys.json',
    does: `writes the clinic's keys to a file, sealed with the passphrase in ${passphraseVariable}`,
    options: { secret: { type: 'string' }, file: { type: 'string' } },
    async run({ options, terminal }) {
      const { secret, file, passphrase } = asked(options);
      const sealed = sealKeys(await stored(secret), passphrase);
      try {
        writeFileSync(file, sealed, { flag: 'wx', mode: 0o600 });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        throw new StartProblem(`${file} is there already; name another file, so that no backup is lost.`);
      }
      openKeys(readFileSync(file, 'utf8'), passphrase);
      terminal.print(`The keys are in ${file}, and it opens. Keep it and the passphrase apart, both outside AWS.`);
    },
  },
  'keys-restore': {
    usage: 'keys-restore --secret ARN --file keys.json',
    does: 'puts backed-up keys into a secret whose identity key is the same or missing',
    options: { secret: { type: 'string' }, file: { type: 'string' } },
    async run({ options, terminal }) {
      const { secret, file, passphrase } = asked(options);
      const backup = openKeys(readFileSync(file, 'utf8'), passphrase);
      const known = identityIn(await stored(secret));
      if (known !== undefined && known !== identityIn(backup)) {
        throw new StartProblem(
          'The secret holds another identity key: everybody on its list would be lost. If nobody has signed up with it yet, empty the secret first (put the value "{}").',
        );
      }
      await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId: secret, SecretString: backup }));
      terminal.print('The keys are back. Functions that run already read them when they next start.');
    },
  },
};

function asked(options: Asked['options']): { secret: string; file: string; passphrase: string } {
  const { secret, file } = options;
  const passphrase = env[passphraseVariable];
  if (typeof secret !== 'string') throw new StartProblem('Say which secret: --secret ARN (the stack "data" names it).');
  if (typeof file !== 'string') throw new StartProblem('Say which file: --file keys.json');
  if (!passphrase) throw new StartProblem(`Put the passphrase into the environment as ${passphraseVariable}.`);
  return { secret, file, passphrase };
}

async function stored(secretId: string): Promise<string> {
  const answer = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secretId }));
  return answer.SecretString ?? '{}';
}

function identityIn(secret: string): string | undefined {
  return (JSON.parse(secret) as { identity?: string }).identity;
}

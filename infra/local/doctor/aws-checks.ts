// The account as SES and the deployment see it: credentials, stacks, sandbox or production, the identity, alarms.
import { asked, type Finding, fail, pass, skip } from './finding.ts';
import type { Aws, SesIdentity } from './ports.ts';

/** Throws where AWS does not answer; then nothing else about the account can be asked. */
export async function checkCredentials(aws: Aws): Promise<{ region: string; finding: Finding }> {
  const { account, region } = await aws.whoAmI();
  return { region, finding: pass('AWS', `account ${account}, region ${region}`) };
}

export const noCredentials =
  'Set AWS_PROFILE or sign in ("aws sso login"), and set AWS_REGION to the region of the stacks.';

const mayNotAsk = 'Use credentials that may read this (the policy ReadOnlyAccess is enough).';
const parts = ['data', 'mail', 'identity', 'pipeline', 'web', 'watch'];

export function checkStacks(aws: Aws, prefix: string): Promise<readonly Finding[]> {
  return asked('stacks', mayNotAsk, async () => {
    const states = await aws.stacks(prefix);
    const missing = parts.map((part) => `${prefix}-${part}`).filter((name) => !states.has(name));
    if (missing.length > 0) return fail('stacks', `not deployed: ${missing.join(', ')}`, 'Run: npx cdk deploy --all');
    const broken = [...states].filter(([, state]) => !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(state));
    if (broken.length === 0) return pass('stacks', `all ${states.size} are complete`);
    const says = broken.map(([name, state]) => `${name} ${state}`).join(', ');
    return fail(
      'stacks',
      says,
      "Read the stack's events in CloudFormation's console, mend the cause and deploy again.",
    );
  });
}

export function checkAccount(aws: Aws): Promise<readonly Finding[]> {
  return asked('SES account', mayNotAsk, async () => {
    const { production, sendingEnabled, enforcement, perDay, perSecond } = await aws.account();
    const quota = `${perDay < 0 ? 'any number' : perDay} e-mails a day, ${perSecond} a second`;
    const access = production
      ? pass('production access', quota)
      : fail(
          'production access',
          `SES is in the sandbox: ${quota}, to verified addresses only`,
          'Ask for production access: docs/deploy.md, "Leave the sandbox".',
        );
    if (!sendingEnabled) {
      return [
        access,
        fail('SES account', 'sending is paused by AWS or by hand', "Read SES's console, Account dashboard."),
      ];
    }
    if (enforcement !== 'HEALTHY') {
      const says = `under ${enforcement.toLowerCase()}`;
      return [
        access,
        fail('SES account', says, 'Answer the case AWS opened, and find where bounces or complaints came from.'),
      ];
    }
    return [access, pass('SES account', 'healthy, sending is on')];
  });
}

/** The finding, and the identity where SES knows it. */
export async function checkIdentity(
  aws: Aws,
  domain: string,
): Promise<{ identity: SesIdentity | undefined; findings: readonly Finding[] }> {
  let identity: SesIdentity | undefined;
  const findings = await asked('SES identity', mayNotAsk, async () => {
    identity = await aws.identity(domain);
    if (!identity) {
      return fail(
        'SES identity',
        `SES in this region does not know ${domain}`,
        'Deploy the mail stack into this region.',
      );
    }
    const { verified, dkim, mailFrom } = identity;
    if (!verified || dkim !== 'SUCCESS') {
      const says = `${domain} is ${verified ? '' : 'not '}verified, DKIM ${dkim}`;
      return fail('SES identity', says, 'Enter the DKIM records below; SES looks for them for 72 hours.');
    }
    if (mailFrom?.status !== 'SUCCESS') {
      const says = `${domain} is verified, its MAIL FROM domain is ${mailFrom?.status ?? 'not set'}`;
      return fail('SES identity', says, 'Enter the MX and SPF records below.');
    }
    return pass('SES identity', `${domain} and its MAIL FROM domain are verified`);
  });
  return { identity, findings };
}

export function checkAlarms(aws: Aws, prefix: string): Promise<readonly Finding[]> {
  return asked('alarms', mayNotAsk, async () => {
    const { count, silent, topics } = await aws.alarms(prefix);
    if (count === 0) return skip('alarms', 'this deployment has none');
    if (silent.length > 0) return fail('alarms', `these tell nobody: ${silent.join(', ')}`, 'Deploy again.');
    const unheard = topics.filter(({ confirmed }) => confirmed === 0);
    if (unheard.length === 0) return pass('alarms', `${count}, all heard by somebody`);
    const pending = unheard.some((topic) => topic.pending > 0);
    return fail(
      'alarms',
      `nobody hears ${unheard.map(({ name }) => name).join(', ')}`,
      pending
        ? 'Press the link in the e-mail that AWS sent to confirm the subscription.'
        : 'Subscribe an address to the topic.',
    );
  });
}

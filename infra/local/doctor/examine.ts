// The whole examination in its order: this machine and the configuration, then the account, DNS, and the way of a real e-mail.
import type { Clinic as Settings } from '../../../functions/domain/clinic.ts';
import {
  checkAccount,
  checkAlarms,
  checkCredentials,
  checkIdentity,
  checkStacks,
  noCredentials,
} from './aws-checks.ts';
import { checkDns } from './dns-checks.ts';
import { asked, type Finding, fail, pass, skip } from './finding.ts';
import { checkFlows, checkLinks } from './flow-checks.ts';
import type { Aws, Clinic, Dns, Web } from './ports.ts';

export interface Here {
  readonly settings: Settings;
  readonly nodeVersion: string;
  /** Compiles the templates; throws with one line for each problem. */
  build(): Promise<void>;
}

const oldestNode = 20;
const exampleDomain = /(^|\.)(example|example\.(com|org|net)|test|invalid|localhost)$/;

/** What needs no account; `meet` hands in a clinic that runs here. */
export async function examineHere(
  { settings, nodeVersion, build }: Here,
  meet?: { readonly label: string; with<Answer>(work: (clinic: Clinic) => Promise<Answer>): Promise<Answer> },
): Promise<readonly Finding[]> {
  const node = Number(nodeVersion.replace(/^v/, '').split('.')[0]);
  return [
    node >= oldestNode
      ? pass('Node', nodeVersion)
      : fail('Node', `${nodeVersion} is too old`, `Install Node ${oldestNode} or later.`),
    pass('configuration', `${settings.name}, stage ${settings.stage}, ${settings.mailDomain}`),
    ...(await asked('build', 'Mend what the lines name, in templates/.', async () => {
      await build();
      return pass('build', 'templates and journeys compile');
    })),
    ...(meet
      ? await asked('local runner', 'Run "npm start" and read what it says.', () =>
          meet.with((clinic) => checkFlows(clinic, meet.label)),
        )
      : []),
  ];
}

export interface There {
  readonly settings: Settings;
  /** Brings the clinic together with its place in the cloud; throws with one line for each mistake. */
  place(): void;
  /** What the stacks' names begin with. */
  readonly prefix: string;
  readonly aws: Aws;
  readonly dns: Dns;
  readonly web: Web;
  /** Absent where no e-mail is to be sent. */
  readonly clinic?: () => Promise<Clinic>;
  readonly label: string;
}

export async function examineThere({
  settings,
  prefix,
  place,
  aws,
  dns,
  web,
  clinic,
  label,
}: There): Promise<readonly Finding[]> {
  const placed = await asked('cloud.config.ts', 'Mend what the lines name.', async () => {
    place();
    return pass('cloud.config.ts', `stage ${settings.stage}`);
  });
  const findings: Finding[] = [checkDomain(settings), ...placed];
  let region: string;
  try {
    const known = await checkCredentials(aws);
    region = known.region;
    findings.push(known.finding);
  } catch (error) {
    const { name, message } = error as Error;
    const rest = ['stacks', 'SES', 'DNS', 'alarms', 'e-mails'].map((check) => skip(check, 'AWS did not answer'));
    return [
      ...findings,
      fail('AWS', `${name}: ${message}`, noCredentials),
      ...rest,
      ...(await checkLinks(web, settings.linkOrigin)),
    ];
  }
  const { identity, findings: aboutIdentity } = await checkIdentity(aws, settings.mailDomain);
  findings.push(
    ...(await checkStacks(aws, prefix)),
    ...(await checkAccount(aws)),
    ...aboutIdentity,
    ...(identity
      ? await checkDns(dns, mailDomainOf(settings, region), identity)
      : [skip('DNS', 'SES has not said which records it wants')]),
    ...(await checkLinks(web, settings.linkOrigin)),
    ...(await checkAlarms(aws, prefix)),
  );
  if (!clinic) {
    return [
      ...findings,
      skip('e-mails', 'none was sent', "With --send three e-mails go to SES's simulator and are followed."),
    ];
  }
  return [
    ...findings,
    ...(await asked('e-mails', 'Use credentials that may read the table and the secret of the data stack.', async () =>
      checkFlows(await clinic(), label),
    )),
  ];
}

function mailDomainOf({ mailDomain, sender, receivesMail }: Settings, region: string) {
  return { domain: mailDomain, senderDomain: sender.address.split('@')[1] ?? '', region, receives: receivesMail };
}

function checkDomain({ mailDomain }: Settings): Finding {
  if (!exampleDomain.test(mailDomain)) return pass('domain', mailDomain);
  return fail(
    'domain',
    `${mailDomain} is the example's`,
    'Set mailDomain, linkOrigin and sender in clinic.config.ts to your own.',
  );
}

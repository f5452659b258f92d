// The doctor on recorded answers: each thing that can be amiss is told, with its remedy; and on this machine, for real.
import { describe, expect, it } from 'vitest';
import { runCli } from '../../infra/local/cli.ts';
import { examineHere } from '../../infra/local/doctor/examine.ts';
import { nodeWeb } from '../../infra/local/doctor/node-world.ts';
import { aws, envelope, examine, identity, line, parts, settings, type World } from './recorded-deployment.ts';

describe('a deployment that is as it should be', () => {
  it('passes every check', async () => {
    const findings = await examine({});
    expect(findings.filter(({ outcome }) => outcome !== 'pass').map(line)).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      'domain',
      'cloud.config.ts',
      'AWS',
      'stacks',
      'production access',
      'SES account',
      'SES identity',
      'DKIM',
      'MAIL FROM',
      'SPF',
      'DMARC',
      'alignment',
      'links',
      'alarms',
      'one-click',
      'bounces',
      'complaints',
    ]);
  });

  it('is sent nothing unless it is asked for', async () => {
    const findings = await examine({ clinic: undefined });
    expect(findings.map(line).at(-1)).toContain('skip e-mails: none was sent -> With --send');
  });
});

describe('what is amiss is told with its remedy', () => {
  it.each<[string, World, RegExp]>([
    [
      'the example’s domain',
      { settings: { mailDomain: 'mail.lumenskin.example' } },
      /fail domain: .* -> Set mailDomain/,
    ],
    [
      'a stage that has no place in the cloud',
      { misplaced: 'stages: "prod" is not among them' },
      /fail cloud\.config\.ts: Error: stages: "prod" is not among them -> Mend/,
    ],
    [
      'a stack that was not deployed',
      { aws: { stacks: async () => new Map([['afterglow-prod-data', 'CREATE_COMPLETE']]) } },
      /fail stacks: not deployed: afterglow-prod-mail, .* -> Run: npx cdk deploy --all/,
    ],
    [
      'a stack that failed',
      { aws: { stacks: async () => new Map(parts.map((part) => [`afterglow-prod-${part}`, 'ROLLBACK_COMPLETE'])) } },
      /fail stacks: afterglow-prod-data ROLLBACK_COMPLETE/,
    ],
    [
      'the sandbox',
      { aws: { account: async () => ({ ...(await aws.account()), production: false, perDay: 200, perSecond: 1 }) } },
      /fail production access: SES is in the sandbox: 200 e-mails a day.* -> Ask for production access/,
    ],
    [
      'an account under review',
      { aws: { account: async () => ({ ...(await aws.account()), enforcement: 'PROBATION' }) } },
      /fail SES account: under probation -> Answer the case/,
    ],
    [
      'a domain unknown to SES',
      { aws: { identity: async () => undefined } },
      /fail SES identity: .*does not know mail\.clinic\.com/,
    ],
    [
      'DKIM still looked for',
      { aws: { identity: async () => ({ ...identity, verified: false, dkim: 'PENDING' }) } },
      /fail SES identity: .*not verified, DKIM PENDING -> Enter the DKIM records/,
    ],
    [
      'a DKIM record that leads elsewhere',
      { dns: { 'CNAME bbb._domainkey.mail.clinic.com': ['bbb.example.com'] } },
      /fail DKIM: 1 of 3 .* -> Enter: bbb\._domainkey\.mail\.clinic\.com CNAME bbb\.dkim\.amazonses\.com$/,
    ],
    [
      'no MX of the envelope',
      { dns: { [`MX ${envelope}`]: [] } },
      /fail MAIL FROM: .* -> Enter: bounce.* MX 10 feedback-smtp\.eu-west-1/,
    ],
    [
      'the MX of another region',
      { dns: { [`MX ${envelope}`]: ['feedback-smtp.us-east-1.amazonses.com'] } },
      /fail MAIL FROM: .*leads to feedback-smtp\.us-east-1/,
    ],
    [
      'receiving without an MX record',
      { settings: { receivesMail: true } },
      /fail receiving: mail\.clinic\.com has no MX record -> Enter: mail\.clinic\.com MX 10 inbound-smtp\.eu-west-1/,
    ],
    [
      'mail that comes in elsewhere',
      { settings: { receivesMail: true }, dns: { 'MX mail.clinic.com': ['mx.example.net'] } },
      /fail receiving: .*leads to mx\.example\.net/,
    ],
    [
      'two SPF records',
      { dns: { [`TXT ${envelope}`]: ['v=spf1 -all', 'v=spf1 include:amazonses.com ~all'] } },
      /fail SPF: .* has 2 SPF/,
    ],
    [
      'SPF without SES',
      { dns: { [`TXT ${envelope}`]: ['v=spf1 include:example.net ~all'] } },
      /fail SPF: .*leaves SES out/,
    ],
    [
      'no DMARC',
      { dns: { 'TXT _dmarc.mail.clinic.com': [] } },
      /fail DMARC: .* -> Enter: _dmarc\.mail\.clinic\.com TXT/,
    ],
    [
      'DMARC that says nothing',
      { dns: { 'TXT _dmarc.mail.clinic.com': ['v=DMARC1; rua=mailto:a@b.c'] } },
      /fail DMARC: .*p=nothing/,
    ],
    [
      'a signature that is not the sender’s',
      {
        settings: { sender: { ...settings.sender, address: 'hello@other.org' } },
        dns: { 'TXT _dmarc.other.org': ['v=DMARC1; p=reject'] },
      },
      /fail alignment: DKIM is not aligned with other\.org, SPF is not -> Send from an address at mail\.clinic\.com/,
    ],
    ['links that do not answer', { answers: 503 }, /fail links: .*answered 503 -> Point the name/],
    ['links without https', { settings: { linkOrigin: 'http://mail.clinic.com' } }, /fail links: .*is not https/],
    [
      'an alarm that nobody hears',
      {
        aws: { alarms: async () => ({ count: 2, silent: [], topics: [{ name: 'alarms', confirmed: 0, pending: 1 }] }) },
      },
      /fail alarms: nobody hears alarms -> Press the link/,
    ],
    [
      'an alarm without a topic',
      { aws: { alarms: async () => ({ count: 1, silent: ['dead'], topics: [] }) } },
      /fail alarms: .*dead/,
    ],
    [
      'one-click that redirects',
      { clinic: { post: async () => ({ status: 302, cookies: false }) } },
      /fail one-click: .*302/,
    ],
    [
      'one-click that sets a cookie',
      { clinic: { post: async () => ({ status: 200, cookies: true }) } },
      /fail one-click: .*cookie/,
    ],
    [
      'one-click that does nothing',
      { clinic: { post: async () => ({ status: 200, cookies: false }) } },
      /fail one-click: answered 200, but she is still subscribed/,
    ],
    [
      'events that do not come back',
      { clinic: { statusOf: async () => 'pending' } },
      /fail bounces: .*still pending -> Look at the SNS topic/,
    ],
    ['a form that refuses', { clinic: { signUp: async () => 500 } }, /fail one-click: signing up was answered 500/],
    [
      'permissions that are missing',
      {
        aws: {
          alarms: async () => {
            throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
          },
        },
      },
      /fail alarms: AccessDenied: not authorized -> Use credentials/,
    ],
  ])('%s', async (_, world, told) => {
    expect((await examine(world)).map(line)).toContainEqual(expect.stringMatching(told));
  });

  it('receiving by SES is passed, with a word on the active set of rules', async () => {
    const dns = { 'MX mail.clinic.com': ['inbound-smtp.eu-west-1.amazonaws.com.'] };
    expect((await examine({ dns, settings: { receivesMail: true } })).map(line)).toContainEqual(
      expect.stringMatching(/^pass receiving: .* -> Whether its set of receipt rules is the active one/),
    );
  });

  it('a policy of the domain above counts, and p=none is passed with advice', async () => {
    const dns = { 'TXT _dmarc.mail.clinic.com': [], 'TXT _dmarc.clinic.com': ['v=DMARC1; p=none'] };
    expect((await examine({ dns })).map(line)).toContainEqual(
      expect.stringMatching(/^pass DMARC: clinic\.com says p=none -> It only asks for reports/),
    );
  });

  it('strict SPF is told and DKIM suffices', async () => {
    const dns = { 'TXT _dmarc.mail.clinic.com': ['v=DMARC1; p=reject; aspf=s; adkim=s'] };
    expect((await examine({ dns })).map(line)).toContain(
      'pass alignment: DKIM is aligned with mail.clinic.com, SPF is not',
    );
  });

  it('without credentials the rest is skipped and the links are still looked at', async () => {
    const whoAmI = async () => {
      throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    };
    const findings = await examine({ aws: { whoAmI } });
    expect(findings.map(line)).toContainEqual(expect.stringMatching(/^fail AWS: Cred.* -> Set AWS_PROFILE/));
    expect(findings.filter(({ outcome }) => outcome === 'skip').map(({ check }) => check)).toContain('DNS');
    expect(findings.at(-1)).toMatchObject({ check: 'links', outcome: 'pass' });
  });
});

describe('this machine', () => {
  it('is told when Node is too old or a template does not compile', async () => {
    const build = async () => {
      throw new Error('templates/emails/welcome.mjml:3 is amiss');
    };
    const findings = await examineHere({ settings, nodeVersion: 'v18.20.0', build });
    expect(findings.map(line)).toEqual([
      'fail Node: v18.20.0 is too old -> Install Node 20 or later.',
      expect.stringMatching(/^pass configuration/),
      'fail build: Error: templates/emails/welcome.mjml:3 is amiss -> Mend what the lines name, in templates/.',
    ]);
  });

  it('with --local a runner of its own sends, is left by one click, and hears of a bounce and a complaint', async () => {
    const lines: string[] = [];
    await runCli(['doctor', '--local'], {
      print: (text) => void lines.push(text),
      table: () => {},
      confirm: async () => false,
    });
    for (const check of ['Node', 'configuration', 'build', 'one-click', 'bounces', 'complaints']) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^pass  ${check} `)));
    }
    expect(lines.at(-1)).toBe('6 passed, 0 failed, 0 skipped.');
  }, 60_000);

  it('refuses --local together with what is about an account', async () => {
    await expect(
      runCli(['doctor', '--local', '--send'], { print: () => {}, table: () => {}, confirm: async () => false }),
    ).rejects.toThrow('--local looks at this machine alone');
  });

  it('says why a web address does not answer', async () => {
    await expect(nodeWeb.status('http://127.0.0.1:1/')).rejects.toThrow(/ECONNREFUSED|bad port/);
  });
});

// A mistake in a config file is refused at synthesis, with its field and the remedy; what fits is deployed as it says.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { type ClinicSettings, defineClinic } from '../../functions/clinic.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { projectRoot } from '../../infra/cloud/bundling.ts';
import { type CloudInput, defineCloud, deploymentOf } from '../../infra/cloud/settings.ts';
import { newApp, otherwise, resourcesIn } from './synthesized.ts';

const zone = { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' };
const alarms = { emails: ['web@lumenskin.example'] };
type Stage = CloudInput['stages'][string];

const refusals: [string, unknown, RegExp][] = [
  ['a name CloudFormation would refuse', { name: 'Lumen Clinic' }, /name: "Lumen Clinic" must be a short name/],
  ['an unknown field', { colour: 'blue' }, /\(whole file\).*colour/],
  ['an account that is none', stageOf({ account: '12' }), /stages\.dev\.account: "12" must be the twelve digits/],
  ['a region that is none', stageOf({ region: 'Ireland' }), /stages\.dev\.region: "Ireland" must be a region/],
  ['a region that looks like one', stageOf({ region: 'eu-north-9' }), /region: "eu-north-9" must be a region of AWS/],
  ['a copy in no region', stageOf({ keysCopy: 'eu-west-9' }), /keysCopy: "eu-west-9" must be a region of AWS/],
  [
    'a zone with a dot at its end',
    stageOf({ hostedZone: { ...zone, name: 'clinic.com.' } }),
    /hostedZone\.name: "clinic\.com\." .*without a dot/,
  ],
  [
    'a zone whose id was forgotten',
    stageOf({ hostedZone: { name: zone.name } }),
    /hostedZone\.id: undefined is missing; it is the id/,
  ],
  ['alarms for nobody real', stageOf({ alarms: { emails: ['web'] } }), /alarms\.emails\.0: "web" must be an e-mail/],
  ['a certificate that is none', stageOf({ certificate: 'mine' }), /certificate: "mine" must be the ARN/],
  ['a day that is none', stageOf({ keysChangedOn: 'today' }), /keysChangedOn: "today" must be a day such as/],
  ['a release that is none', stageOf({ release: 'slowly' }), /release: "slowly" must be "canary" or "at-once"/],
  ['a zone without an id', stageOf({ hostedZone: { id: '', name: zone.name } }), /hostedZone\.id: "" must be the id/],
];

function stageOf(changed: object) {
  return { stages: { dev: { hostedZone: zone, alarms, ...changed } } };
}

const misfits: [string, Stage, Partial<Clinic>, RegExp][] = [
  ['no certificate and no zone', { alarms }, {}, /stages\.dev\.certificate: is missing; give the ARN/],
  [
    'a zone that holds another domain',
    { alarms, hostedZone: { ...zone, name: 'elsewhere.example' } },
    {},
    /hostedZone\.name: "elsewhere\.example" does not hold mailDomain "mail\.lumenskin\.example"; name the zone/,
  ],
  [
    'links without https',
    { alarms, hostedZone: zone },
    { linkOrigin: 'http://mail.lumenskin.example' },
    /linkOrigin \(clinic\.config\.ts\): "http:.* must be an https:\/\/ address/,
  ],
  [
    'a stage without a place',
    { alarms, hostedZone: zone },
    { stage: 'staging' },
    /stages: "staging" is not among them \(dev\); add it, or choose/,
  ],
  [
    'a firewall without account and region',
    { alarms, hostedZone: zone, firewall: { requestsIn5Minutes: 2_000 } },
    {},
    /firewall: needs stages\.dev\.account and stages\.dev\.region/,
  ],
  [
    'a certificate of another region',
    {
      alarms,
      region: 'eu-west-1',
      certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
    },
    {},
    /stages\.dev\.certificate: "arn.*" is in us-east-1; the HTTP API takes only one in stages\.dev\.region, which is eu-west-1/,
  ],
  [
    'links with a port',
    { alarms, hostedZone: zone },
    { linkOrigin: 'https://mail.lumenskin.example:8443' },
    /linkOrigin .*:8443" must name no port/,
  ],
  [
    'links to an address',
    { alarms, certificate: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' },
    { linkOrigin: 'https://10.0.0.1' },
    /linkOrigin .*"https:\/\/10\.0\.0\.1" must name a host of your domain/,
  ],
  [
    'a host longer than a certificate takes',
    { alarms, hostedZone: zone },
    { linkOrigin: `https://${'a'.repeat(50)}.lumenskin.example` },
    /linkOrigin .* has a host of 68 characters; a certificate takes 64, so give a shorter one/,
  ],
  [
    'receiving where nobody says where',
    { alarms, hostedZone: zone },
    { receivesMail: true },
    /stages\.dev\.region: is missing; name one where SES receives mail \(us-east-1, /,
  ],
  [
    'receiving where SES does not receive',
    { alarms, hostedZone: zone, region: 'ap-south-2' },
    { receivesMail: true },
    /stages\.dev\.region: "ap-south-2" has no receiving in SES; choose one where/,
  ],
  [
    'letters that would come back to where they came in',
    { alarms, hostedZone: zone, region: 'eu-west-1' },
    { receivesMail: true, sender: { ...clinic.sender, replyTo: 'care@mail.lumenskin.example' } },
    /sender\.replyTo \(clinic\.config\.ts\): "care@mail\.lumenskin\.example" is at mailDomain/,
  ],
  [
    'a rule set without receiving',
    { alarms, hostedZone: zone, region: 'eu-west-1', receiptRuleSet: 'ours' },
    {},
    /stages\.dev\.receiptRuleSet: "ours" is of no use; set receivesMail/,
  ],
  [
    'a copy of the keys beside the keys',
    { alarms, hostedZone: zone, region: 'eu-west-1', keysCopy: 'eu-west-1' },
    {},
    /keysCopy: "eu-west-1" must be another region/,
  ],
];

describe('cloud.config.ts', () => {
  it.each(refusals)('refuses %s', (_what, changed, message) => {
    const input = { name: 'lumen', ...stageOf({}), ...(changed as object) };
    expect(() => defineCloud(input as CloudInput)).toThrow(message);
  });

  it.each(misfits)('refuses %s', (_what, stage, changed, message) => {
    const cloud = defineCloud({ name: 'lumen', stages: { dev: stage } });
    expect(() => deploymentOf(cloud, { ...clinic, ...changed })).toThrow(message);
  });

  it('refuses a second deployment of the same name in one app', () => {
    const app = newApp();
    otherwise({ alarms, hostedZone: zone }, {}, app);
    expect(() => otherwise({ alarms, hostedZone: zone }, {}, app)).toThrow(
      /name: "other" is deployed at stage "dev" already; .* give this one another/,
    );
  });
});

describe('clinic.config.ts', () => {
  const settings = (changed: Partial<ClinicSettings>) => ({ ...(clinic as unknown as ClinicSettings), ...changed });

  it('refuses a bad domain and a sender outside it', () => {
    expect(() => defineClinic(settings({ mailDomain: 'Mail Clinic' }))).toThrow(
      /mailDomain: "Mail Clinic" must be a domain/,
    );
    const sender = { ...clinic.sender, address: 'hello@gmail.com' };
    expect(() => defineClinic(settings({ sender }))).toThrow(
      /sender\.address: "hello@gmail.com" must be at the mail domain/,
    );
  });

  it.each([
    ['mail.lumenskin.example.', 'a dot at the end'],
    ['mail-.lumenskin.example', 'a hyphen at a part’s end'],
    ['mail.-lumen.example', 'a hyphen at a part’s beginning'],
    ['mail.münchen.example', 'letters beyond ASCII'],
    ['Mail.lumenskin.example', 'capitals'],
    ['mail', 'one part'],
  ])('refuses the domain %s: %s', (mailDomain) => {
    const sender = { ...clinic.sender, address: `hello@${mailDomain}` };
    expect(() => defineClinic(settings({ mailDomain, sender }))).toThrow(
      `mailDomain: "${mailDomain}" must be a domain in lower case such as "mail.clinic.com", letters beyond ASCII in their "xn--" form`,
    );
  });

  it.each(['mail.xn--mnchen-3ya.example', 'mail.klinik.xn--p1ai'])('takes the domain %s', (mailDomain) => {
    const sender = { ...clinic.sender, address: `hello@${mailDomain}` };
    expect(defineClinic(settings({ mailDomain, sender, linkOrigin: `https://${mailDomain}` }))).toMatchObject({
      mailDomain,
    });
  });

  it.each(['https://MAIL.lumenskin.example', 'https://mail.lumenskin.example/'])(
    'says how %s is written',
    (linkOrigin) => {
      expect(() => defineClinic(settings({ linkOrigin }))).toThrow(
        `linkOrigin: "${linkOrigin}" must be written "https://mail.lumenskin.example": without path or trailing slash`,
      );
    },
  );

  it('takes a name with umlauts and quotes, and says how long one may be', () => {
    expect(defineClinic(settings({ name: 'Ärztinnen “am See” & <Söhne>' })).name).toContain('Ärztinnen');
    expect(() => defineClinic(settings({ name: 'x'.repeat(81) }))).toThrow('must have at most 80 characters');
  });

  it('refuses a stage it does not know', () => {
    expect(() => defineClinic(settings({ stages: { prod: { mailDomain: 'a.example' } } }), 'staging')).toThrow(
      'AFTERGLOW_STAGE: "staging" is no stage; choose one of dev, prod',
    );
  });

  it('refuses two stages of one mail domain, which SES would take for one', () => {
    expect(() => defineClinic(settings({ stages: { prod: {} } }), 'prod')).toThrow(
      /stages\.prod|mailDomain: "mail\.lumenskin\.example" is the mail domain of dev too/,
    );
  });

  it('changes what a stage changes and keeps the rest', () => {
    const sender = { ...clinic.sender, address: 'hello@news.lumenskin.example' };
    const prod = defineClinic(settings({ stages: { prod: { mailDomain: 'news.lumenskin.example', sender } } }), 'prod');
    expect(prod).toMatchObject({ stage: 'prod', mailDomain: 'news.lumenskin.example', name: clinic.name });
  });
});

describe('the synthesis', () => {
  it('ends with the remedy alone, and with a code that tells a script', async () => {
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/cloud/app.ts'], {
      cwd: projectRoot,
      env: { PATH: process.env.PATH, AFTERGLOW_STAGE: 'staging' },
    });
    const failed = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
    expect(failed.code).toBe(1);
    expect(failed.stderr.trim().split('\n')).toEqual([
      'clinic.config.ts needs mending:',
      expect.stringContaining('AFTERGLOW_STAGE: "staging" is no stage; choose one of dev, prod'),
    ]);
  });
});

describe('deployments side by side', () => {
  it('share no name: stacks, sign-in pages, alarms and dashboards', () => {
    const app = newApp();
    const [one, two] = [
      otherwise({ alarms, hostedZone: zone }, {}, app),
      otherwise({ alarms, hostedZone: zone }, { mailDomain: 'news.lumenskin.example', stage: 'dev' }, newApp()),
    ];
    const named = (stacks: typeof one) =>
      [
        ...resourcesIn(Template.fromStack(stacks.identity), 'AWS::Cognito::UserPoolDomain').map(
          ({ properties }) => properties.Domain,
        ),
        ...resourcesIn(Template.fromStack(stacks.mail), 'AWS::SES::EmailIdentity').map(
          ({ properties }) => properties.EmailIdentity,
        ),
      ] as string[];
    expect(named(one).filter((name) => named(two).includes(name))).toEqual([]);
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret']) {
      for (const { properties } of resourcesIn(Template.fromStack(one.data), type)) {
        expect([properties.TableName, properties.Name]).toEqual([undefined, undefined]);
      }
    }
  });
});

// What a clinic may choose: DNS elsewhere, a firewall, a key of its own, Slack, a copy of its keys; each changes what it says and no more.
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { otherwise, resourcesIn, stacks, templateOf } from './synthesized.ts';

const zone = { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' };
const alarms = { emails: ['web@lumenskin.example'] };
const certificate = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const placed = { account: '123456789012', region: 'eu-west-1' };

const records = (template: Template) =>
  resourcesIn(template, 'AWS::Route53::RecordSet').map(({ properties }) => properties);

describe('with a zone in Route 53', () => {
  it('every record of mail is made: DKIM thrice, MAIL FROM, SPF and DMARC', () => {
    const made = records(templateOf('mail')).map(
      ({ Type, ResourceRecords }) => `${Type} ${JSON.stringify(ResourceRecords)}`,
    );
    expect(made.filter((one) => one.startsWith('CNAME'))).toHaveLength(3);
    expect(made).toContainEqual(expect.stringContaining('v=DMARC1; p=quarantine'));
    expect(made).toContainEqual(expect.stringContaining('v=spf1 include:amazonses.com ~all'));
    expect(made).toContainEqual(expect.stringMatching(/^MX .*10 feedback-smtp\./));
  });

  it('the host of links leads to the API, with a certificate proved by a record', () => {
    expect(records(templateOf('web')).map(({ Type, Name }) => `${Type} ${Name}`)).toEqual([
      'A mail.lumenskin.example.',
      'AAAA mail.lumenskin.example.',
    ]);
    templateOf('web').hasResourceProperties('AWS::CertificateManager::Certificate', { ValidationMethod: 'DNS' });
    templateOf('web').hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'mail.lumenskin.example' });
    templateOf('web').hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });
});

it('a day on which keys were changed starts those anew that read keys, and no others', () => {
  const changed = otherwise({ hostedZone: zone, alarms, keysChangedOn: '2027-01-04' });
  const environments = resourcesIn(Template.fromStack(changed.pipeline), 'AWS::Lambda::Function')
    .map(({ properties }) => properties.Environment?.Variables ?? {})
    .filter((variables) => variables.AFTERGLOW_STAGE !== undefined);
  expect(environments.length).toBeGreaterThan(5);
  for (const variables of environments) {
    const readsKeys = variables.AFTERGLOW_KEYS_SECRET !== undefined;
    expect(variables.AFTERGLOW_KEYS_CHANGED_ON).toBe(readsKeys ? '2027-01-04' : undefined);
  }
  expect(environments.some(({ AFTERGLOW_KEYS_SECRET }) => AFTERGLOW_KEYS_SECRET === undefined)).toBe(true);
});

describe('with its DNS elsewhere', () => {
  const other = otherwise({ alarms, certificate });

  it('the same records are printed, one row each', () => {
    const printed = {
      ...Template.fromStack(other.mail).findOutputs('*'),
      ...Template.fromStack(other.web).findOutputs('*'),
    };
    expect(
      Object.keys(printed)
        .filter((name) => name.startsWith('Dns'))
        .toSorted(),
    ).toEqual(['DnsDkim1', 'DnsDkim2', 'DnsDkim3', 'DnsDmarc', 'DnsMailFrom', 'DnsSite', 'DnsSpf']);
    expect(printed.DnsDmarc?.Value).toBe('_dmarc.mail.lumenskin.example  TXT  v=DMARC1; p=quarantine');
    expect(records(Template.fromStack(other.mail))).toEqual([]);
  });
});

describe('where mail is received', () => {
  const receiving = { receivesMail: true };
  const { pipeline } = otherwise({ ...placed, alarms, hostedZone: zone }, receiving);
  const template = Template.fromStack(pipeline);

  it('SES takes in what comes for the mail domain and publishes it whole', () => {
    const [rule] = resourcesIn(template, 'AWS::SES::ReceiptRule');
    expect(rule?.properties.Rule).toMatchObject({
      Recipients: ['mail.lumenskin.example'],
      ScanEnabled: true,
      Enabled: true,
    });
    expect(rule?.properties.Rule.Actions).toEqual([{ SNSAction: expect.objectContaining({ Encoding: 'Base64' }) }]);
    expect(records(template)).toContainEqual(
      expect.objectContaining({
        Type: 'MX',
        Name: 'mail.lumenskin.example',
        ResourceRecords: [expect.stringContaining('inbound-smtp.eu-west-1.amazonaws.com')],
      }),
    );
  });

  it('the topic calls the alias, and what failed is put aside where somebody looks', () => {
    const [config] = resourcesIn(template, 'AWS::Lambda::EventInvokeConfig');
    expect(config?.properties).toMatchObject({ MaximumRetryAttempts: 2 });
    expect(JSON.stringify(config?.properties.DestinationConfig.OnFailure)).toContain('DeadLetters');
    const subscription = resourcesIn(template, 'AWS::SNS::Subscription').find(
      ({ properties }) => properties.Protocol === 'lambda',
    );
    expect(JSON.stringify(subscription?.properties.RedrivePolicy)).toContain('DeadLetters');
    expect(JSON.stringify(subscription?.properties.Endpoint)).toContain('Live');
  });

  it('the rule set that it made has to be activated by hand, and it says how', () => {
    expect(template.findOutputs('*').ActivateReceiving?.Value).toMatchObject({
      'Fn::Join': ['', ['aws ses set-active-receipt-rule-set --rule-set-name ', expect.anything()]],
    });
  });

  it('a set that is active already is used', () => {
    const { pipeline: sharing } = otherwise({ ...placed, alarms, hostedZone: zone, receiptRuleSet: 'ours' }, receiving);
    const shared = Template.fromStack(sharing);
    expect(resourcesIn(shared, 'AWS::SES::ReceiptRuleSet')).toEqual([]);
    expect(resourcesIn(shared, 'AWS::SES::ReceiptRule')[0]?.properties.RuleSetName).toBe('ours');
  });

  it('nothing of it is there otherwise', () => {
    for (const type of ['AWS::SES::ReceiptRule', 'AWS::SES::ReceiptRuleSet', 'AWS::Lambda::EventInvokeConfig']) {
      expect(resourcesIn(templateOf('pipeline'), type)).toEqual([]);
    }
  });
});

describe('with a firewall', () => {
  const { edge, web } = otherwise({ ...placed, alarms, hostedZone: zone, firewall: { requestsIn5Minutes: 900 } });

  it('one address is refused after so many requests', () => {
    expect(edge?.region).toBe('us-east-1');
    const [firewall] = resourcesIn(Template.fromStack(edge as NonNullable<typeof edge>), 'AWS::WAFv2::WebACL');
    expect(firewall?.properties.Scope).toBe('CLOUDFRONT');
    expect(JSON.stringify(firewall?.properties.Rules)).toContain('"Limit":900');
  });

  it('the host leads to CloudFront, which hands everything but images to the API, uncached and whole', () => {
    const template = Template.fromStack(web);
    const [distribution] = resourcesIn(template, 'AWS::CloudFront::Distribution');
    const { Aliases, DefaultCacheBehavior, WebACLId, ViewerCertificate } =
      distribution?.properties.DistributionConfig ?? {};
    expect(Aliases).toEqual(['mail.lumenskin.example']);
    expect(WebACLId).toBeDefined();
    expect(ViewerCertificate.MinimumProtocolVersion).toBe('TLSv1.2_2021');
    // AWS's own policies "CachingDisabled" and "AllViewerExceptHostHeader".
    expect(DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
    expect(DefaultCacheBehavior.AllowedMethods).toContain('POST');
    for (const { AliasTarget } of records(template)) {
      expect(JSON.stringify(AliasTarget.DNSName)).toContain('Distribution');
    }
  });

  it('there is none unless it was asked for', () => {
    expect(stacks).not.toHaveProperty('edge');
  });
});

describe('with a key of its own', () => {
  const other = otherwise({ ...placed, alarms, hostedZone: zone, ownKey: true });
  const templates = [other.data, other.mail, other.pipeline, other.watch].map((stack) => Template.fromStack(stack));

  it('the table, the secret, every queue and every topic are encrypted with it', () => {
    const of = (type: string) =>
      templates.flatMap((template) => resourcesIn(template, type)).map(({ properties }) => properties);
    expect(of('AWS::KMS::Key').map(({ EnableKeyRotation }) => EnableKeyRotation)).toEqual([true]);
    for (const { KmsMasterKeyId } of [...of('AWS::SQS::Queue'), ...of('AWS::SNS::Topic')]) {
      expect(JSON.stringify(KmsMasterKeyId)).toContain('OwnKey');
    }
    for (const { KmsKeyId } of of('AWS::SecretsManager::Secret')) expect(JSON.stringify(KmsKeyId)).toContain('OwnKey');
    expect(of('AWS::DynamoDB::GlobalTable')[0]?.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
  });
});

describe('with Slack and a copy of the keys', () => {
  const other = otherwise({
    ...placed,
    alarms: { slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' } },
    hostedZone: zone,
    keysCopy: 'eu-central-1',
  });

  it('alarms reach the channel, and the secret the second region', () => {
    Template.fromStack(other.watch).hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackChannelId: 'C07EZ1ABC23',
    });
    Template.fromStack(other.data).hasResourceProperties('AWS::SecretsManager::Secret', {
      ReplicaRegions: [{ Region: 'eu-central-1' }],
    });
  });
});

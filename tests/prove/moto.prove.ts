// The stacks on moto's server, which others wrote: what the templates make, and the main road over it, by the names it gave.
// moto's CloudFormation lacks some types (tests/moto/direct.ts makes those from the same template), and its SES takes no bulk mail, so that
// SES alone is a small one of ours that publishes its events to the deployed topic.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListEmailIdentitiesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListSubscriptionsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import cloudConfig from '../../cloud.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { parseKeys } from '../../functions/adapters/keys.ts';
import { makeContext } from '../../functions/composition/context.ts';
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeTokens } from '../../functions/composition/tokens.ts';
import { functions, queues, routes } from '../../functions/manifest.ts';
import { tableDefinition } from '../../functions/table.ts';
import { projectRoot } from '../../infra/cloud/bundling.ts';
import { awsBySdk } from '../../infra/local/doctor/aws-sdk.ts';
import { checkFlows } from '../../infra/local/doctor/flow-checks.ts';
import { meetClinic } from '../../infra/local/doctor/met-clinic.ts';
import { eventJson } from '../../infra/local/ses/event-json.ts';
import { SesSink, type Taken } from '../bench/ses-sink.ts';
import { Cloud } from '../moto/cloud.ts';
import { type Deployed, deployStacks } from '../moto/deploy.ts';
import { credentials, type Moto, motoServer, region, startMoto } from '../moto/moto.ts';

const prefix = `afterglow-${cloudConfig.name}-${clinic.stage}`;
const stacks = ['data', 'mail', 'identity', 'pipeline', 'web', 'watch'].map((part) => `${prefix}-${part}`);
const dayMs = 24 * 60 * 60_000;

/** Set AFTERGLOW_MOTO_SERVER to the moto_server of `pip install 'moto[server]'`; without it there is nothing to deploy to. */
const reason = motoServer ? '' : ' (skipped: AFTERGLOW_MOTO_SERVER names no server)';

describe.skipIf(!motoServer)(`the stacks on moto${reason}`, () => {
  let folder = '';
  let moto: Moto;
  let deployed: Deployed[];
  let cloud: Cloud;
  let origin = '';
  const sink = new SesSink();
  let ses: Server;
  const posted: Taken[] = [];

  const config = () => ({ endpoint: moto.endpoint, region, credentials });
  const one = (type: string) => {
    const [found] = cloud.ofType(type);
    if (!found) throw new Error(`No stack has a ${type}.`);
    return found;
  };

  /** The one that feeds a queue; the other tells people of alarms. */
  const eventsTopic = () =>
    String(cloud.ofType('AWS::SNS::Subscription').find(({ sent }) => sent.Protocol === 'sqs')?.sent.TopicArn);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-moto-'));
    const cdk = join(projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    await promisify(execFile)(process.execPath, [cdk, 'synth', '--quiet', '-o', folder], {
      cwd: projectRoot,
      env: { ...process.env, PATH: `${join(projectRoot, 'node_modules', '.bin')}:${process.env.PATH}` },
      maxBuffer: 2 ** 26,
    });
    moto = await startMoto(motoServer as string);
    deployed = await deployStacks(moto, folder, stacks);
    ses = createServer(
      (request, response) => void sink.serve(new URL(request.url ?? '/', 'http://ses').pathname, request, response),
    );
    ses.listen(0, '127.0.0.1');
    await once(ses, 'listening');
    const { port } = ses.address() as { port: number };
    cloud = new Cloud(moto, folder, deployed, {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}`,
    });
    origin = await cloud.openFront();
  });

  afterAll(async () => {
    await cloud?.end();
    ses?.close();
    await moto?.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('are all created', () => {
    expect(deployed.map(({ stack, status }) => `${stack} ${status}`)).toEqual(
      stacks.map((name) => `${name} CREATE_COMPLETE`),
    );
  });

  it('have the table with its keys and both indexes', async () => {
    const { Table } = await new DynamoDBClient(config()).send(
      new DescribeTableCommand({ TableName: one('AWS::DynamoDB::GlobalTable').ref }),
    );
    expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual([
      tableDefinition.partitionKey,
      tableDefinition.sortKey,
    ]);
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName,
      partitionKey: KeySchema?.[0]?.AttributeName,
      sortKey: KeySchema?.[1]?.AttributeName,
      projection: Projection?.ProjectionType,
    }));
    expect(indexes).toEqual(
      Object.values(tableDefinition.indexes).map(({ name, partitionKey, sortKey, projection }) => ({
        name,
        partitionKey,
        sortKey,
        projection,
      })),
    );
  });

  it('have every queue, each with its dead letters', async () => {
    const sqs = new SQSClient({ ...config(), useQueueUrlAsEndpoint: false });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const attributes = await Promise.all(
      QueueUrls.map(
        async (QueueUrl) =>
          (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes,
      ),
    );
    const redriven = attributes.filter((one) => one?.RedrivePolicy);
    expect(redriven).toHaveLength(Object.keys(queues).length);
    const arns = new Set(attributes.map((one) => one?.QueueArn));
    for (const one of redriven) expect(arns).toContain(JSON.parse(one?.RedrivePolicy ?? '{}').deadLetterTargetArn);
    expect((await cloud.mappings()).map(({ functionId }) => functionId).filter(Boolean)).toHaveLength(redriven.length);
  });

  it('feed the queue of events from the topic', async () => {
    const { Subscriptions = [] } = await new SNSClient(config()).send(new ListSubscriptionsCommand({}));
    const topic = eventsTopic();
    expect(Subscriptions.filter(({ TopicArn }) => TopicArn === topic)).toMatchObject([
      { Protocol: 'sqs', Endpoint: expect.stringContaining('HitsQueue') },
    ]);
  });

  it('tick every minute', async () => {
    const { Schedules } = await moto.rest('scheduler', 'GET', '/schedules');
    const [tick] = Schedules as { Name: string }[];
    const found = await moto.rest('scheduler', 'GET', `/schedules/${tick?.Name}`);
    expect(found).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
  });

  it('have the identity, the user pool and its roles', async () => {
    const { EmailIdentities = [] } = await new SESv2Client(config()).send(new ListEmailIdentitiesCommand({}));
    expect(EmailIdentities.map(({ IdentityName }) => IdentityName)).toEqual([clinic.mailDomain]);
    const { Groups } = await moto.target('cognito-idp', 'AWSCognitoIdentityProviderService.ListGroups', {
      UserPoolId: one('AWS::Cognito::UserPool').ref,
    });
    expect((Groups as { GroupName: string }[]).map(({ GroupName }) => GroupName).toSorted()).toEqual([
      'admin',
      'editor',
      'viewer',
    ]);
  });

  it('lead every route of the manifest to its function', () => {
    for (const { path, function: name } of routes) {
      expect(cloud.functionFor(path.replace('{proxy+}', 'x'))).toBe(cloud.functionId(functions[name].entry));
    }
  });

  it('fill the keys by the function of the custom resource, once', async () => {
    const secrets = new SecretsManagerClient(config());
    const SecretId = one('AWS::SecretsManager::Secret').ref;
    const answers: string[] = [];
    const cloudFormation = createServer(async (request, response) => {
      for await (const chunk of request) answers.push(JSON.parse(String(chunk)).Status);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(cloudFormation, 'listening');
    const { port } = cloudFormation.address() as { port: number };
    const fill = cloud
      .ofType('AWS::Lambda::Function')
      .find(({ resource }) => String(resource.Properties?.Description).includes('adds keys'));
    const event = {
      RequestType: 'Create',
      ResponseURL: `http://127.0.0.1:${port}/`,
      ResourceProperties: { secretId: SecretId },
    };
    await cloud.invoke(fill?.id ?? '', event);
    const first = (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    expect(parseKeys(first ?? '').identity.length).toBeGreaterThan(40);
    await cloud.invoke(fill?.id ?? '', { ...event, RequestType: 'Update' });
    expect((await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe(first);
    expect(answers).toEqual(['SUCCESS', 'SUCCESS']);
    cloudFormation.close();
  });

  /** The deployment as somebody who signs up meets it, its keys read as an operator reads them. */
  async function meet() {
    const secret = await new SecretsManagerClient(config()).send(
      new GetSecretValueCommand({ SecretId: one('AWS::SecretsManager::Secret').ref }),
    );
    const context = makeContext({
      settings: {
        tableName: one('AWS::DynamoDB::GlobalTable').ref,
        queueUrls: {},
        configurationSet: '',
        oidc: { issuer: '', clientId: '' },
        endpoints: { dynamodb: moto.endpoint },
      },
      clinic,
      clock: { now: () => Date.now() + cloud.aheadMs },
      ids: randomIds,
      keys: parseKeys(secret.SecretString ?? ''),
    });
    return {
      ...meetClinic(origin, context),
      oneClickUrl: async (email: string) => {
        const subscriberId = makeIdentity(context).subscriberId(email);
        return `${origin}/unsubscribe/${makeTokens(context).leave({ subscriberId })}`;
      },
      wait: () => pass(60_000),
    };
  }

  /** Time passes; what SES took is told to the topic, as SES would. */
  async function pass(ms: number): Promise<void> {
    await cloud.advance(ms);
    const sns = new SNSClient(config());
    for (const taken of sink.takeAll()) {
      posted.push(taken);
      for (const type of typesFor(taken.to)) await sns.send(new PublishCommand(eventOf(type, taken)));
    }
    await cloud.settle();
  }

  function eventOf(type: string, { to, tags }: Taken) {
    const at = Date.now() + cloud.aheadMs;
    const mail = {
      messageId: `moto-${posted.length}`,
      at,
      from: clinic.sender.address,
      to,
      subject: 's',
      tags,
      headers: [],
    };
    return {
      TopicArn: eventsTopic(),
      Message: eventJson({ type, at, detail: {} } as never, mail as never, one('AWS::SES::ConfigurationSet').ref),
    };
  }

  it('send, are left by one click, and hear of a bounce and a complaint', async () => {
    expect(await checkFlows(await meet(), 'moto')).toMatchObject([
      { check: 'one-click', outcome: 'pass' },
      { check: 'bounces', outcome: 'pass' },
      { check: 'complaints', outcome: 'pass' },
    ]);
  });

  it('walk the series day by day', async () => {
    const met = await meet();
    const email = 'anna@mail.example.com';
    expect(await met.signUp(email)).toBe(202);
    await pass(60_000);
    expect(await met.confirm(email)).toBe(200);
    const to = () => posted.filter((taken) => taken.to === email).length;
    const perDay: number[] = [];
    for (let day = 0; day < 7; day += 1) {
      const before = to();
      for (let quarter = 0; quarter < 12; quarter += 1) await pass(dayMs / 12);
      perDay.push(to() - before);
    }
    // The confirmation came before; then the welcome, and the e-mails of the second and the fifth day.
    expect(perDay.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(perDay[0]).toBe(1);
    expect(await met.statusOf(email)).toBe('active');
  });

  it('leave nothing in any dead-letter queue', async () => {
    const sqs = new SQSClient({ ...config(), useQueueUrlAsEndpoint: false });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    for (const url of QueueUrls.filter((name) => name.includes('Dead'))) {
      expect(await cloud.waiting(`${moto.endpoint}${new URL(url).pathname}`)).toBe(0);
    }
  });

  it('answer the doctor’s questions', async () => {
    Object.assign(process.env, {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    const aws = awsBySdk({ endpoint: moto.endpoint });
    expect(await aws.whoAmI()).toEqual({ account: '123456789012', region });
    const states = await aws.stacks(prefix);
    expect([...states.values()].every((state) => state === 'CREATE_COMPLETE')).toBe(true);
    expect(await aws.identity(clinic.mailDomain)).toMatchObject({ dkimTokens: expect.any(Array) });
    expect(await aws.identity('other.example.com')).toBeUndefined();
    expect(await aws.alarms(prefix)).toMatchObject({
      count: cloud.ofType('AWS::CloudWatch::Alarm').length,
      topics: [{ pending: 0 }],
    });
  });
});

function typesFor(to: string): readonly string[] {
  if (to.startsWith('bounce')) return ['Send', 'Bounce'];
  if (to.startsWith('complaint')) return ['Send', 'Delivery', 'Complaint'];
  return ['Send', 'Delivery'];
}

// Deploys synthesized stacks to moto: what its CloudFormation knows as a stack, the rest from the same template by direct calls.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { alarmNamed, leftOut, makeDirectly, standIn } from './direct.ts';
import { credentials, type Moto, region } from './moto.ts';
import { type Json, type Known, type Made, type Resource, referencesIn, resolve, type Template } from './template.ts';

export interface Deployed {
  readonly stack: string;
  readonly template: Template;
  readonly status: string;
  /** By logical id, whoever made it. */
  readonly made: ReadonlyMap<string, Made>;
  /** Of what was made by direct calls: its properties as they were sent. */
  readonly sent: ReadonlyMap<string, Readonly<Record<string, Json>>>;
}

const account = '123456789012';
const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
const pseudo = (stack: string): [string, Made][] =>
  Object.entries({
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
  }).map(([name, ref]) => [name, { ref, attributes: {} }]);

/** `folder` is cdk.out; the stacks in the order in which they refer to each other. Throws on the first that fails. */
export async function deployStacks(moto: Moto, folder: string, stacks: readonly string[]): Promise<Deployed[]> {
  const client = new CloudFormationClient({ endpoint: moto.endpoint, region, credentials });
  await bootstrap(moto, folder, stacks);
  const outputs = new Map<string, ReadonlyMap<string, string>>();
  const deployed: Deployed[] = [];
  for (const stack of stacks) {
    const template = withoutAliases(JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8')));
    deployed.push(await deployStack(client, moto, stack, template, outputs));
  }
  return deployed;
}

async function deployStack(
  client: CloudFormationClient,
  moto: Moto,
  stack: string,
  template: Template,
  outputs: Map<string, ReadonlyMap<string, string>>,
): Promise<Deployed> {
  const made = new Map<string, Made>(pseudo(stack));
  const known: Known = { made, outputs };
  const makers = makeDirectly(moto);
  const sent = new Map<string, Readonly<Record<string, Json>>>();
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (leftOut.has(Type)) made.set(id, standIn(id));
    // The dashboard names alarms that look at what is made with it.
    if (Type === 'AWS::CloudWatch::Alarm') made.set(id, alarmNamed(String(Properties?.AlarmName ?? `${stack}-${id}`)));
  }
  const ofTypes = (types: object) => Object.entries(template.Resources).filter(([, { Type }]) => Type in types);

  await makeInOrder(ofTypes(makers.before), makers.before, stack, known, sent);
  const direct = { ...makers.before, ...makers.after };
  const kept = Object.entries(template.Resources).filter(([, { Type }]) => !(Type in direct) && !leftOut.has(Type));
  const wanted = attributesWanted(ofTypes(makers.after), template, new Set(kept.map(([id]) => id)));
  const body = {
    Resources: Object.fromEntries(
      kept.map(([id, { Type, Properties = {} }]) => [id, { Type, Properties: resolve(Properties, known) }]),
    ),
    Outputs: Object.fromEntries(
      wanted.map(([id, name]) => [`X${id}X${name}`, { Value: { 'Fn::GetAtt': [id, name] } }]),
    ),
  };
  let status = 'CREATE_COMPLETE';
  if (kept.length > 0) {
    const StackName = stack;
    // By way of the bucket, as the CDK does it: inline a template may not be this large.
    await moto.rest('s3', 'PUT', `/${bucket}/${stack}.json`, body);
    const TemplateURL = `https://${bucket}.s3.amazonaws.com/${stack}.json`;
    await client.send(new CreateStackCommand({ StackName, TemplateURL, Capabilities: ['CAPABILITY_IAM'] }));
    const described = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
    status = described?.StackStatus ?? 'UNKNOWN';
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResources) {
      const attributes = (described?.Outputs ?? []).flatMap(({ OutputKey = '', OutputValue = '' }) => {
        const [, id, name] = OutputKey.split('X').length >= 3 ? (/^X(.+)X([^X]+)$/.exec(OutputKey) ?? []) : [];
        return id === LogicalResourceId && name ? [[name, OutputValue]] : [];
      });
      made.set(LogicalResourceId, { ref: PhysicalResourceId, attributes: Object.fromEntries(attributes) });
    }
  }
  await makeInOrder(ofTypes(makers.after), makers.after, stack, known, sent);
  outputs.set(
    stack,
    new Map(Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, String(resolve(Value, known))])),
  );
  return { stack, template, status, made, sent };
}

type Makers = ReturnType<typeof makeDirectly>['before'];

/** Whatever refers to nothing that is still to be made comes first. */
async function makeInOrder(
  resources: readonly [string, Resource][],
  makers: Makers,
  stack: string,
  known: Known,
  sent: Map<string, Readonly<Record<string, Json>>>,
) {
  const made = known.made as Map<string, Made>;
  let waiting = resources;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(([id]) => id));
    const ready = waiting.filter(([, { Properties = {} }]) => !referencesIn(Properties).some((id) => names.has(id)));
    if (ready.length === 0) throw new Error(`${[...names].join(', ')} refer to each other.`);
    for (const [id, { Type, Properties = {} }] of ready) {
      const make = makers[Type] as Makers[string];
      const properties = resolve(Properties, known) as Record<string, never>;
      sent.set(id, properties);
      made.set(id, await make(`${stack}-${id}`, properties));
    }
    waiting = waiting.filter((one) => !ready.includes(one));
  }
}

/** Attributes of CloudFormation's resources that what is made after them, or a later stack, asks for. */
function attributesWanted(after: readonly [string, Resource][], template: Template, kept: ReadonlySet<string>) {
  const wanted = new Map<string, [string, string]>();
  const collect = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const attribute = (value as Record<string, Json>)['Fn::GetAtt'];
    if (Array.isArray(attribute) && kept.has(String(attribute[0]))) {
      wanted.set(attribute.join('.'), [String(attribute[0]), String(attribute[1])]);
    } else for (const item of Object.values(value)) collect(item);
  };
  for (const [, { Properties = {} }] of after) collect(Properties);
  for (const { Value } of Object.values(template.Outputs ?? {})) collect(Value);
  return [...wanted.values()];
}

/** An alias stands for its function: moto makes none by CloudFormation. */
function withoutAliases(template: Template): Template {
  const functionOf = new Map(
    Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::Lambda::Alias'
        ? [[id, (Properties as unknown as { FunctionName: { Ref: string } }).FunctionName.Ref]]
        : [],
    ),
  );
  const text = JSON.stringify({
    ...template,
    Resources: Object.fromEntries(Object.entries(template.Resources).filter(([id]) => !functionOf.has(id))),
  });
  return JSON.parse(
    text
      .replaceAll(':live"', '"')
      .replace(/\{"Ref":"(\w+)"\}/g, (whole, id: string) =>
        functionOf.has(id) ? `{"Fn::GetAtt":["${functionOf.get(id)}","Arn"]}` : whole,
      ),
  ) as Template;
}

/** What `cdk bootstrap` leaves behind, and the bundles where `cdk deploy` would put them. */
async function bootstrap(moto: Moto, folder: string, stacks: readonly string[]): Promise<void> {
  const constraint = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  await moto.rest('s3', 'PUT', `/${bucket}`, Buffer.from(constraint));
  const keys = new Set<string>();
  for (const stack of stacks) {
    const { Resources } = JSON.parse(await readFile(join(folder, `${stack}.template.json`), 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::Lambda::Function') keys.add(String((Properties as { Code: { S3Key: string } }).Code.S3Key));
    }
  }
  // The server wants something to be there; the functions run from their bundles, not from it.
  for (const key of keys)
    await moto.rest('s3', 'PUT', `/${bucket}/${key}`, Buffer.from('PK\u0005\u0006'.padEnd(22, '\0')));
}

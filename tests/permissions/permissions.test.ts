// Each function may do what it does and nothing more: its policy in the template, against the calls it made while a clinic was lived
// through and those that its code can reach.
import { beforeAll, describe, expect, it } from 'vitest';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import { partitions } from '../../functions/table.ts';
import { handlers } from '../../infra/local/handlers.ts';
import { resources, stacks } from '../cloud/synthesized.ts';
import { startOwn } from '../journeys/own-runner.ts';
import { liveThrough } from './lived-through.ts';
import { reachedCalls } from './reached-calls.ts';
import { type Call, named, recordCalls } from './recorded-calls.ts';

/** Those that use something: what serves its own bundle alone asks AWS for nothing. */
const names = (Object.keys(functions) as FunctionName[]).filter((name) => functions[name].uses.length > 0);

const { calls, mishaps, refused } = recordCalls();
const { runner } = startOwn({
  handlers: named(handlers, (context) => ({
    ...context,
    // So that a single bounce pauses marketing, which only large clinics would see otherwise.
    clinic: { ...context.clinic, limits: { ...context.clinic.limits, minimumSent: 1 } },
  })),
});

beforeAll(() => liveThrough(runner(), mishaps), 120_000);

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly 'ForAllValues:StringLike'?: { readonly 'dynamodb:LeadingKeys'?: string | string[] } };
}

function statementsOf(name: FunctionName): Statement[] {
  const role = stacks.pipeline.functions[name].role?.node.defaultChild;
  const roleId = stacks.pipeline.getLogicalId(role as never);
  return resources('AWS::IAM::Policy', 'pipeline')
    .filter(({ properties }) => properties.Roles.some((one: { Ref?: string }) => one.Ref === roleId))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);
}

/** What a statement allows, in the words of the recorded calls. */
function grantedBy({ Action, Resource, Condition }: Statement): Call[] {
  const resourcesOf = Array.isArray(Resource) ? Resource : [Resource];
  const where = JSON.stringify(Resource);
  return [Action].flat().flatMap((action) => {
    if (action === 'sqs:SendMessage') return resourcesOf.map((one) => `${action} ${queueIn(JSON.stringify(one))}`);
    if (/^ses:/.test(action)) return [action];
    if (!action.startsWith('dynamodb:')) return [];
    const keys = [Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? '*'].flat();
    const index = /\/index\/(\w+)/.exec(where)?.[1];
    if (action === 'dynamodb:BatchGetItem') return [];
    return keys.map((key) => `${action} ${index ? `index/${index} ${key.replace(/-\*$/, '')}` : familyOf(key)}`);
  });
}

const familyOf = (key: string) => Object.entries(partitions).find(([, pattern]) => pattern === key)?.[0] ?? key;

function queueIn(resource: string): string {
  const found = Object.entries(stacks.pipeline.queues).find(([, { queue }]) =>
    resource.includes(`"${stacks.pipeline.getLogicalId(queue.node.defaultChild as never)}"`),
  );
  return found?.[0] ?? resource;
}

const granted = (name: FunctionName) => new Set(statementsOf(name).flatMap(grantedBy));

describe('a clinic lived through', () => {
  it('met every mishap that was planned for it', () => {
    expect(mishaps).toEqual([]);
  });

  it('asked nothing of the table that DynamoDB refuses and the local engine lets pass', () => {
    expect(refused).toEqual([]);
  });

  it('made every function work', () => {
    expect(names.filter((name) => !calls.get(name)?.size)).toEqual([]);
  });
});

describe.each(names)('%s', (name) => {
  it('may make every call it was seen to make', () => {
    const missing = [...(calls.get(name) ?? [])].filter((call) => !granted(name).has(call));
    expect(missing.toSorted()).toEqual([]);
  });

  it('may make every call its code can reach, and none beyond those', async () => {
    const needed = new Set([...(await reachedCalls(name)), ...(calls.get(name) ?? [])]);
    expect([...granted(name)].toSorted()).toEqual([...needed].toSorted());
  });

  it('is allowed nothing on every resource but to trace itself and to ask for the quota', () => {
    const wide = statementsOf(name).filter(({ Resource }) => [Resource].flat().includes('*'));
    const known = ['ses:GetAccount', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
    expect(wide.flatMap(({ Action }) => Action).filter((action) => !known.includes(action))).toEqual([]);
  });

  it('writes to its own log alone, and holds no policy of AWS that allows more', () => {
    const logs = statementsOf(name).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('logs:')),
    );
    expect(logs).toHaveLength(1);
    expect(JSON.stringify(logs[0]?.Resource)).not.toContain('*');
    for (const { properties } of resources('AWS::IAM::Role', 'pipeline')) {
      expect(properties.ManagedPolicyArns ?? []).toEqual([]);
    }
  });
});

// A reference already says what must be made first: no resource says it a second time, which cfn-lint would warn of (W3005).
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { otherwise, stacks } from './synthesized.ts';

const everything = otherwise(
  {
    account: '123456789012',
    region: 'eu-west-1',
    alarms: { emails: ['web@lumenskin.example'] },
    hostedZone: { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' },
    firewall: { requestsIn5Minutes: 2_000 },
    keysCopy: 'eu-central-1',
    ownKey: true,
  },
  { receivesMail: true },
);

const resourcesOf = (stack: Stack) => Object.entries(Template.fromStack(stack).toJSON().Resources as Resources);

type Resources = Record<string, { Type: string; Properties?: unknown; DependsOn?: string | string[] }>;

/** The logical ids that a value names by Ref or Fn::GetAtt. */
function referred(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    return key === 'Fn::GetAtt' ? [String(inner[0])] : referred(inner);
  });
}

describe.each(Object.entries({ sample: stacks, everything }))('%s', (_, deployed) => {
  const all = Object.values(deployed).flatMap((stack) => (stack ? resourcesOf(stack) : []));

  it('names nothing in DependsOn that a reference names', () => {
    const twice = all.flatMap(([id, { DependsOn = [], Properties }]) => {
      const names = referred(Properties);
      return [DependsOn].flat().flatMap((first) => (names.includes(first) ? [`${id} after ${first}`] : []));
    });
    expect(twice).toEqual([]);
  });

  it('still waits for the permissions of each function, which no reference names', () => {
    const made = all.filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(made.length).toBeGreaterThan(10);
    for (const [id, { DependsOn }] of made) expect([id, DependsOn]).toEqual([id, [expect.stringMatching(/Policy/)]]);
    const filled = all.find(([, { Type }]) => Type === 'Custom::ClinicKeys')?.[1].DependsOn;
    expect(filled).toContainEqual(expect.stringMatching(/^KeysFillRoleDefaultPolicy/));
  });
});

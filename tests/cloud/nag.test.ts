// cdk-nag's AwsSolutions rules over every stack, as the sample is deployed and with everything a clinic may choose: no finding that is
// not acknowledged with a reason, and no reason for what is not found.
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import cloud from '../../cloud.config.ts';
import { acknowledged } from '../../infra/cloud/acknowledged.ts';
import { assemble } from '../../infra/cloud/afterglow.ts';
import { deploymentOf } from '../../infra/cloud/settings.ts';
import { newApp, otherwise, stacks } from './synthesized.ts';

const everything = otherwise(
  {
    account: '123456789012',
    region: 'eu-west-1',
    alarms: { emails: ['web@lumenskin.example'], slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' } },
    hostedZone: { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' },
    firewall: { requestsIn5Minutes: 2_000 },
    virtualDeliverability: true,
    keysCopy: 'eu-central-1',
    ownKey: true,
  },
  { receivesMail: true },
);

/** As `part rule`, each once. */
function findings(deployed: Partial<typeof everything>): string[] {
  const found = Object.entries(deployed).flatMap(([part, stack]) => {
    if (!stack) return [];
    const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
    return violations.map(({ ruleName }) => `${part} ${ruleName}`);
  });
  return [...new Set(found)].toSorted();
}

const reasons = Object.entries(acknowledged).flatMap(([part, rules]) =>
  Object.keys(rules).map((rule) => `${part} ${rule}`),
);

describe('the AwsSolutions rules', () => {
  it('find nothing that is not acknowledged, in the sample and with everything a clinic may choose', () => {
    expect([...findings(stacks), ...findings(everything)]).toEqual([]);
  });

  it('would find each thing that is acknowledged, so that no reason outlives its finding', () => {
    expect(findings(assemble(newApp(), deploymentOf(cloud, clinic)))).toEqual(reasons.toSorted());
  });

  it('are each answered in a sentence', () => {
    for (const reason of Object.values(acknowledged).flatMap((rules) => Object.values(rules))) {
      expect(reason).toMatch(/^[A-Z].{30,}\.$|\)\.$/);
    }
  });
});

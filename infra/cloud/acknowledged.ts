// What cdk-nag finds and we leave as it is, each with its reason. tests/cloud/nag.test.ts allows no finding beside these.
import { type Stack, Validations } from 'aws-cdk-lib';

const wide =
  'Only calls that know no resources: tracing, the quota of SES, and the alarms CodeDeploy looks at. tests/permissions holds every other one to named resources.';

export const acknowledged = {
  data: {
    'AwsSolutions-SMG4':
      'The identity key must never change, or everybody on the list is lost; token and session keys are replaced by hand (RUNBOOK.md).',
    'AwsSolutions-IAM5[Resource::*]': wide,
  },
  identity: {
    'AwsSolutions-COG8':
      'The plus plan watches for stolen passwords at a price per person. A second factor is required of everybody, and nobody signs up by themselves.',
  },
  pipeline: { 'AwsSolutions-IAM5[Resource::*]': wide },
  web: {
    'AwsSolutions-APIG4':
      'Sign-up, links and pixels are for everybody. The staff pages check the session and the role themselves, on every route, which also holds where no gateway stands in front.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export function acknowledgeFindings(stacks: Readonly<Partial<Record<string, Stack>>>): void {
  for (const [part, findings] of Object.entries(acknowledged)) {
    const stack = stacks[part];
    if (!stack) continue;
    for (const [id, reason] of Object.entries(findings)) Validations.of(stack).acknowledge({ id, reason });
  }
}

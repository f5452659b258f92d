// docs/deploy.md, followed to the letter, does what it says: the workflow deploys its environment's stage, and what is protected from
// removal is named where the page removes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../infra/cloud/bundling.ts';
import { otherwise } from './synthesized.ts';

const page = readFileSync(join(projectRoot, 'docs/deploy.md'), 'utf8');
const section = (heading: string) => page.split(/^## /m).find((one) => one.startsWith(heading)) ?? '';

describe('docs/deploy.md', () => {
  it('deploys by the workflow the stage that its environment is named after', () => {
    const workflow = section('By GitHub Actions');
    const [, environment] = workflow.match(/environment: (\w+)/) ?? [];
    expect(environment).toBe('prod');
    for (const [command] of workflow.matchAll(/npx cdk deploy.*/g))
      expect(command).toContain(`-c stage=${environment}`);
  });

  it('takes the termination protection off each stack before it destroys them', () => {
    const stacks = otherwise({
      release: 'canary',
      hostedZone: { id: 'Z0EXAMPLE0LUMEN', name: 'lumenskin.example' },
      alarms: {},
    });
    const parts = Object.entries(stacks).flatMap(([part, stack]) => (stack?.terminationProtection ? [part] : []));
    const [before = ''] = section('Tear down').split('npx cdk destroy');
    expect(before).toContain('--no-enable-termination-protection');
    expect(before).toContain(`for part in ${parts.join(' ')};`);
  });
});

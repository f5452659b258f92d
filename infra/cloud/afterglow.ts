// The whole cloud as a table of contents: what is kept, how mail leaves and comes back, who signs in, what runs, what faces the
// web, who is told when something is wrong. The same manifest, table and clinic that the local runner reads.
import { type App, Tags } from 'aws-cdk-lib';
import { acknowledgeFindings } from './acknowledged.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack, edgeRegion } from './edge-stack.ts';
import { IdentityStack } from './identity-stack.ts';
import { dropImpliedDependencies } from './implied-dependencies.ts';
import { MailStack } from './mail-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { CloudConfigError, type Deployment } from './settings.ts';
import { WatchStack } from './watch-stack.ts';
import { WebStack } from './web-stack.ts';

/** Adds a clinic's stacks to the app; several clinics, or stages of one, may share it. Throws CloudConfigError on a name in use. */
export function afterglow(app: App, deployment: Deployment) {
  const stacks = assemble(app, deployment);
  acknowledgeFindings(stacks);
  return stacks;
}

/** The stacks before anything that cdk-nag finds in them is acknowledged. */
export function assemble(app: App, deployment: Deployment) {
  const { name, clinic, settings } = deployment;
  const prefix = `afterglow-${name}-${clinic.stage}`;
  if (app.node.tryFindChild(`${prefix}-data`)) {
    throw new CloudConfigError(
      `cloud.config.ts needs mending:\n  name: "${name}" is deployed at stage "${clinic.stage}" already; two deployments of one name would overwrite each other, so give this one another`,
    );
  }
  const { account, region } = settings;
  const at = (part: string, inRegion = region) => ({
    stackName: `${prefix}-${part}`,
    env: { ...(account && { account }), ...(inRegion && { region: inRegion }) },
    terminationProtection: settings.release === 'canary',
  });

  const data = new DataStack(app, `${prefix}-data`, at('data'), deployment);
  const mail = new MailStack(app, `${prefix}-mail`, at('mail'), { deployment, data });
  const identity = new IdentityStack(app, `${prefix}-identity`, at('identity'), deployment);
  const pipeline = new PipelineStack(app, `${prefix}-pipeline`, at('pipeline'), { deployment, data, mail, identity });
  const edge = settings.firewall && new EdgeStack(app, `${prefix}-edge`, at('edge', edgeRegion), deployment);
  const web = new WebStack(app, `${prefix}-web`, at('web'), { deployment, pipeline, edge });
  const watch = new WatchStack(app, `${prefix}-watch`, at('watch'), { deployment, data, mail, pipeline, web });

  const stacks = { data, mail, identity, pipeline, web, watch, ...(edge && { edge }) };
  for (const stack of Object.values(stacks)) {
    Tags.of(stack).add('application', 'afterglow');
    Tags.of(stack).add('deployment', `${name}-${clinic.stage}`);
    dropImpliedDependencies(stack);
  }
  return stacks;
}

// The whole cloud as a table of contents: what is kept, how mail leaves and comes back, who signs in, what runs, what faces the web.
// The same manifest, table and clinic that the local runner reads; nothing is named here that is not named there.
import type { App } from 'aws-cdk-lib';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { DataStack } from './data-stack.ts';
import { IdentityStack } from './identity-stack.ts';
import { MailStack } from './mail-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { WebStack } from './web-stack.ts';

export function afterglow(app: App, clinic: Clinic) {
  const stackName = (part: string) => `afterglow-${clinic.stage}-${part}`;

  const data = new DataStack(app, stackName('data'));
  const mail = new MailStack(app, stackName('mail'), { clinic });
  const identity = new IdentityStack(app, stackName('identity'), { clinic });
  const pipeline = new PipelineStack(app, stackName('pipeline'), { data, mail, identity });
  const web = new WebStack(app, stackName('web'), { functions: pipeline.functions });

  return { data, mail, identity, pipeline, web };
}

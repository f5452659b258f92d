// The CDK app: `npm run synth` and `npx cdk deploy --all` start here; `-c stage=prod` or AFTERGLOW_STAGE chooses the stage. A mistake
// in a config file stops it with its remedy. What the handlers bundle is built first, so that a fresh clone deploys what it says.
import { App } from 'aws-cdk-lib';

// Without analytics the templates hold what Afterglow needs and nothing else.
const app = new App({ analyticsReporting: false });
const stage: unknown = app.node.tryGetContext('stage');
// The clinic's file reads this; it is loaded only now, so that the stage chosen here is the one it describes.
if (stage) process.env.AFTERGLOW_STAGE = String(stage);

try {
  const [{ default: clinic }, { default: cloud }] = await Promise.all([
    import('../../clinic.config.ts'),
    import('../../cloud.config.ts'),
  ]);
  const [{ build }, { deploymentOf }, { afterglow }] = await Promise.all([
    import('../build/build.ts'),
    import('./settings.ts'),
    import('./afterglow.ts'),
  ]);
  const deployment = deploymentOf(cloud, clinic);
  await build();
  afterglow(app, deployment);
} catch (error) {
  // The remedy alone: nobody mends a config file by a stack trace.
  if (!(error instanceof Error) || !/^(Clinic|Cloud)ConfigError$|^BuildError$/.test(error.name)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

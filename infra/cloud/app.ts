// The CDK app: `npm run synth` and `npx cdk deploy --all` start here. A mistake in clinic.config.ts stops it with its remedy.
// What the handlers bundle is built first, so that a fresh clone deploys what its templates say.
import { App } from 'aws-cdk-lib';
import clinic from '../../clinic.config.ts';
import { build } from '../build/build.ts';
import { afterglow } from './afterglow.ts';

await build();
// Without analytics the templates hold what Afterglow needs and nothing else.
afterglow(new App({ analyticsReporting: false }), clinic);

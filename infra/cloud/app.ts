// The CDK app: `npm run synth` and `npx cdk deploy --all` start here. A mistake in clinic.config.ts stops it with its remedy.
import { App } from 'aws-cdk-lib';
import clinic from '../../clinic.config.ts';
import { afterglow } from './afterglow.ts';

// Without analytics the templates hold what Afterglow needs and nothing else.
afterglow(new App({ analyticsReporting: false }), clinic);

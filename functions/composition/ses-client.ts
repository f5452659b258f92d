// One SES client per context, with a single attempt per call.
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { sesClientSettings } from '../adapters/ses/mailer.ts';
import { type Context, clientConfig } from './context.ts';
import { quiet } from './quiet-client.ts';

export const sesClient = (context: Context): SESv2Client =>
  context.once('ses-client', () => quiet(new SESv2Client({ ...clientConfig(context, 'sesv2'), ...sesClientSettings })));

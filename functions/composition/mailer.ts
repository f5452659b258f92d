// The mailer of a context, on SES v2 with a single attempt per call.
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { makeMailer as make, sesClientSettings } from '../adapters/ses/mailer.ts';
import type { Mailer } from '../ports/mailer.ts';
import { type Context, clientConfig } from './context.ts';

export const makeMailer = (context: Context): Mailer =>
  context.once('mailer', () =>
    make(new SESv2Client({ ...clientConfig(context, 'sesv2'), ...sesClientSettings }), {
      clinic: context.clinic,
      configurationSet: context.settings.configurationSet,
    }),
  );

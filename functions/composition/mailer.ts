// The mailer of a context, on SES v2.
import { makeMailer as make } from '../adapters/ses/mailer.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Context } from './context.ts';
import { sesClient } from './ses-client.ts';

export const makeMailer = (context: Context): Mailer =>
  context.once('mailer', () =>
    make(sesClient(context), { clinic: context.clinic, configurationSet: context.settings.configurationSet }),
  );

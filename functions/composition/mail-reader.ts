// The reader of mail that came in, one for each context: it holds nothing.
import { makeMailReader as make } from '../adapters/mime/mail-reader.ts';
import type { MailReader } from '../ports/mail-reader.ts';
import type { Context } from './context.ts';

export const makeMailReader = (context: Context): MailReader => context.once('mail-reader', make);

// The shared pace of a context: its state in the table, its limits from SES and the clinic.
import { makePace as make } from '../adapters/dynamodb/pace.ts';
import { makeAccount } from '../adapters/ses/account.ts';
import type { Pace } from '../ports/pace.ts';
import type { Context } from './context.ts';
import { makeMeter } from './meter.ts';
import { sesClient } from './ses-client.ts';
import { tableAccess } from './table-access.ts';

export const makePace = (context: Context): Pace =>
  context.once('pace', () =>
    make(tableAccess(context), makeAccount(sesClient(context)), context.clinic, makeMeter(context)),
  );

// A batch's recipients as the table keeps them: fifty addresses and ids in about a third of the bytes of a list of maps.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Recipient } from '../../domain/batch.ts';
import { everyField, packRecords, unpackRecords } from './packed-records.ts';

const fields = everyField<Recipient>()('slot', 'subscriberId', 'email', 'firstName', 'rev');

export function packRecipients(recipients: readonly Recipient[]): Uint8Array {
  return deflateRawSync(packRecords(fields, recipients));
}

export function unpackRecipients(packed: Uint8Array): Recipient[] {
  return unpackRecords(fields, inflateRawSync(packed).toString()) as unknown as Recipient[];
}

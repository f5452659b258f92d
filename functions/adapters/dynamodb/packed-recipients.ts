// A batch's recipients as the table keeps them: fifty ids and what stands beside them, within one write unit.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Recipient } from '../../domain/batch.ts';
import { idBytes, packIds, unpackIds } from './packed-ids.ts';
import { everyField, packRecords, unpackRecords } from './packed-records.ts';

const fields = everyField<Recipient>()('slot', 'subscriberId', 'rev');
const besideIds = everyField<Omit<Recipient, 'subscriberId'>>()('slot', 'rev');

/** As many bytes as an id has; the id they spell belongs to nobody. */
const blankId = Buffer.alloc(idBytes).toString('base64url');

/** The first byte tells how many ids follow as bytes; 0 where one of them is no such id and all stand as text. */
export function packRecipients(recipients: readonly Recipient[]): Uint8Array {
  const ids = packIds(recipients.map(({ subscriberId }) => subscriberId || blankId));
  if (!ids) return Buffer.concat([Buffer.from([0]), deflateRawSync(packRecords(fields, recipients))]);
  return Buffer.concat([Buffer.from([recipients.length]), ids, deflateRawSync(packRecords(besideIds, recipients))]);
}

export function unpackRecipients(packed: Uint8Array): Recipient[] {
  const [count = 0] = packed;
  const after = 1 + count * idBytes;
  const rest = inflateRawSync(packed.subarray(after)).toString();
  if (count === 0) return unpackRecords(fields, rest) as unknown as Recipient[];
  const beside = unpackRecords(besideIds, rest) as unknown as Omit<Recipient, 'subscriberId'>[];
  return unpackIds(packed.subarray(1, after)).map((id, index) => ({
    ...(beside[index] as Omit<Recipient, 'subscriberId'>),
    subscriberId: id === blankId ? '' : id,
  }));
}

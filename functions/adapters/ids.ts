// Random and named ids: 16 bytes as 22 characters of base64url; a batch id starts with its bucket's 11 characters.
import { createHash, randomBytes } from 'node:crypto';
import type { Ids } from '../ports/clock.ts';
import { bucketIdLength } from '../table.ts';

export const randomIds: Ids = {
  random: () => randomBytes(16).toString('base64url'),
  batch: (bucketId) => bucketId + randomBytes(8).toString('base64url'),
  batchNamed: (bucketId, name) => bucketId + digest(name),
  bucket: (parts) => digest(JSON.stringify(parts)),
};

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, bucketIdLength);
}

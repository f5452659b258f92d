// Who is who: ids and IP hashes as keyed hashes, so that the stored value tells nothing without the identity key.
import { createHmac } from 'node:crypto';
import type { Identity } from '../../ports/identity.ts';
import type { Keys } from '../keys.ts';

const idBytes = 16;

export function makeIdentity(keys: Pick<Keys, 'identity'>): Identity {
  return {
    subscriberId: (addressKey) => keyedHash(keys.identity, addressKey),
    // The prefix keeps the two kinds of hash apart: no IP address can ever hash to a subscriber's id.
    ipHash: (ip) => keyedHash(keys.identity, `ip\0${ip}`),
  };
}

function keyedHash(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest().subarray(0, idBytes).toString('base64url');
}

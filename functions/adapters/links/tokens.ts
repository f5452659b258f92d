// Signed tokens for links: one character naming the key, then base64url of a binary payload and a truncated HMAC.
// The purpose is part of what is signed, so that a token made for one kind of link opens no other.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { batchLimit } from '../../domain/batch.ts';
import type { Tokens } from '../../ports/identity.ts';
import type { Keys } from '../keys.ts';
import { batchId, instant, join, renderHash, slot, split, subscriberId } from './token-fields.ts';

type Purpose = 'slot' | 'leave' | 'confirm';
/** Keys as the signer wants them, made once: from text it would make them again for every token. */
type Ring = readonly { readonly id: string; readonly key: KeyObject }[];

const macBytes = 16;
/** Longer than any token we make; what exceeds it is not worth decoding. */
const maxTokenLength = 120;

export function makeTokens(keys: Pick<Keys, 'tokens'>): Tokens {
  const ring = keys.tokens.map(({ id, key }) => ({ id, key: createSecretKey(key, 'utf8') }));
  return {
    slot: (claim) =>
      sign(ring, 'slot', join([batchId, claim.batchId], [slot, claim.slot], [renderHash, claim.renderHash])),
    readSlot(token) {
      const payload = verified(ring, 'slot', token);
      if (payload?.length !== batchId.bytes + slot.bytes + renderHash.bytes) return undefined;
      const [batch, index, hash] = split(payload, batchId, slot, renderHash);
      return index < batchLimit ? { batchId: batch, slot: index, renderHash: hash } : undefined;
    },
    leave: (claim) => sign(ring, 'leave', leavePayload(claim)),
    readLeave(token) {
      const payload = verified(ring, 'leave', token);
      if (payload?.length === subscriberId.bytes) return { subscriberId: subscriberId.read(payload) };
      if (payload?.length !== subscriberId.bytes + batchId.bytes + slot.bytes) return undefined;
      const [id, batch, index] = split(payload, subscriberId, batchId, slot);
      return { subscriberId: id, batchId: batch, slot: index };
    },
    confirm: (claim) => sign(ring, 'confirm', join([subscriberId, claim.subscriberId], [instant, claim.issuedAt])),
    readConfirm(token) {
      const payload = verified(ring, 'confirm', token);
      if (payload?.length !== subscriberId.bytes + instant.bytes) return undefined;
      const [id, issuedAt] = split(payload, subscriberId, instant);
      return { subscriberId: id, issuedAt };
    },
  };
}

/** The render a slot token names, unverified: for an operator, who holds no keys and acts on the render alone. */
export function renderHashIn(token: string): string | undefined {
  const payload = Buffer.from(token.slice(1), 'base64url').subarray(0, -macBytes);
  if (payload.length !== batchId.bytes + slot.bytes + renderHash.bytes) return undefined;
  return split(payload, batchId, slot, renderHash)[2];
}

function leavePayload(claim: Parameters<Tokens['leave']>[0]): Buffer {
  if (claim.batchId === undefined || claim.slot === undefined) return join([subscriberId, claim.subscriberId]);
  return join([subscriberId, claim.subscriberId], [batchId, claim.batchId], [slot, claim.slot]);
}

function sign(ring: Ring, purpose: Purpose, payload: Buffer): string {
  const [current] = ring;
  if (!current) throw new Error('The ring of token keys is empty; it needs at least one.');
  return current.id + Buffer.concat([payload, mac(current.key, purpose, payload)]).toString('base64url');
}

/** The payload, if any key of the ring signed exactly this text for this purpose. */
function verified(ring: Ring, purpose: Purpose, token: string): Buffer | undefined {
  if (token.length > maxTokenLength) return undefined;
  const body = token.slice(1);
  const bytes = Buffer.from(body, 'base64url');
  // Base64 has spare bits at its end; only the spelling we would write ourselves is accepted.
  if (bytes.length <= macBytes || bytes.toString('base64url') !== body) return undefined;
  const payload = bytes.subarray(0, -macBytes);
  const given = bytes.subarray(-macBytes);
  const genuine = ring.filter(({ id, key }) => id === token[0] && timingSafeEqual(mac(key, purpose, payload), given));
  return genuine.length > 0 ? payload : undefined;
}

function mac(key: KeyObject, purpose: Purpose, payload: Buffer): Buffer {
  return createHmac('sha256', key).update(`afterglow:${purpose}\0`).update(payload).digest().subarray(0, macBytes);
}

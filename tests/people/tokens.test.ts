// Tokens and ids: what is signed reads back, and nothing else does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeIdentity } from '../../functions/adapters/links/identity.ts';
import { makeTokens } from '../../functions/adapters/links/tokens.ts';
import { batchLimit } from '../../functions/domain/batch.ts';
import { testKeys } from './people-world.ts';

const tokens = makeTokens(testKeys);
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
// Both halves of a batch id may end in any character.
const batchId = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 22, maxLength: 22 });
const slot = fc.integer({ min: 0, max: batchLimit - 1 });
const renderHash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 });
const slotClaim = fc.record({ batchId, slot, renderHash });
const leaveClaim = fc.oneof(fc.record({ subscriberId: id }), fc.record({ subscriberId: id, batchId, slot }));
const confirmClaim = fc.record({ subscriberId: id, issuedAt: fc.integer({ min: 0, max: 4_102_444_800_000 }) });

const made = fc.oneof(
  slotClaim.map((claim) => ({ kind: 'slot', claim, token: tokens.slot(claim) })),
  leaveClaim.map((claim) => ({ kind: 'leave', claim, token: tokens.leave(claim) })),
  confirmClaim.map((claim) => ({ kind: 'confirm', claim, token: tokens.confirm(claim) })),
);
const readings = (token: string) => ({
  slot: tokens.readSlot(token),
  leave: tokens.readLeave(token),
  confirm: tokens.readConfirm(token),
});

describe('tokens', () => {
  it('read back as what was signed, for their own purpose and no other', () => {
    fc.assert(
      fc.property(made, ({ kind, claim, token }) => {
        expect(readings(token)).toEqual({ slot: undefined, leave: undefined, confirm: undefined, [kind]: claim });
        expect(token).toMatch(/^[A-Za-z0-9_-]{40,80}$/);
      }),
    );
  });

  it('are refused with any bit flipped, any character changed, anything cut or added', () => {
    fc.assert(
      fc.property(made, fc.nat(), fc.constantFrom(...alphabet), fc.nat(5), ({ token }, nat, character, bit) => {
        const at = nat % token.length;
        const flipped = alphabet[alphabet.indexOf(token[at] as string) ^ (1 << bit)] as string;
        const changed = [
          token.slice(0, at) + flipped + token.slice(at + 1),
          token.slice(0, at) + character + token.slice(at + 1),
          token.slice(0, at),
          token + character,
          `${token}=`,
          `${token.slice(0, at)} ${token.slice(at)}`,
        ];
        for (const forged of changed.filter((text) => text !== token)) {
          expect(readings(forged)).toEqual({ slot: undefined, leave: undefined, confirm: undefined });
        }
      }),
    );
  });

  it('verify under every key of the ring, and sign with the first', () => {
    const [current, older] = testKeys.tokens;
    const before = makeTokens({ tokens: [older as (typeof testKeys.tokens)[0]] });
    const claim = { subscriberId: Buffer.alloc(16, 7).toString('base64url') };
    expect(tokens.readLeave(before.leave(claim))).toEqual(claim);
    expect(tokens.leave(claim)[0]).toBe(current?.id);
    expect(before.readLeave(tokens.leave(claim))).toBeUndefined();
  });

  it('are refused under another key of the same name', () => {
    const others = makeTokens({ tokens: [{ id: 'b', key: 'somebody else entirely, with a key of the same name' }] });
    const claim = { subscriberId: Buffer.alloc(16, 7).toString('base64url') };
    expect(tokens.readLeave(others.leave(claim))).toBeUndefined();
  });

  it('do not carry what would read back as something else', () => {
    expect(() => tokens.leave({ subscriberId: 'short' })).toThrow('cannot carry');
    expect(() => tokens.slot({ batchId: 'x'.repeat(23), slot: 1, renderHash: '0'.repeat(16) })).toThrow('cannot carry');
    expect(() => tokens.slot({ batchId: 'x'.repeat(22), slot: 300, renderHash: '0'.repeat(16) })).toThrow(
      'cannot carry',
    );
    expect(() => tokens.slot({ batchId: 'x'.repeat(22), slot: 1, renderHash: 'F'.repeat(16) })).toThrow('cannot carry');
  });

  it('survive whatever is typed into an address bar', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(readings(text)).toEqual({ slot: undefined, leave: undefined, confirm: undefined });
      }),
    );
  });
});

describe('identity', () => {
  it('gives 22 characters that depend on the key and never mix people with IP addresses', () => {
    const identity = makeIdentity(testKeys);
    expect(identity.subscriberId('anna@example.com')).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(identity.subscriberId('203.0.113.9')).not.toBe(identity.ipHash('203.0.113.9'));
    const other = makeIdentity({ identity: 'another identity key altogether, for comparison' });
    expect(other.subscriberId('anna@example.com')).not.toBe(identity.subscriberId('anna@example.com'));
  });
});

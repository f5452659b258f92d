// What every Identity and Tokens keeps: one id per address, claims read back as made, nothing forged or borrowed accepted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity, Tokens } from '../../functions/ports/identity.ts';
import { aBatch, freshId, noonMs } from './examples.ts';

export function identityContract(identity: () => Identity): void {
  describe('Identity', () => {
    it('gives an address one id of 22 characters, and another address another', () => {
      const id = identity().subscriberId('anna@example.com');
      expect(id).toMatch(/^[\w-]{22}$/);
      expect(identity().subscriberId('anna@example.com')).toBe(id);
      expect(identity().subscriberId('berta@example.com')).not.toBe(id);
    });

    it('hashes an IP address, telling neither it nor a subscriber', () => {
      const hash = identity().ipHash('192.0.2.7');
      expect(identity().ipHash('192.0.2.7')).toBe(hash);
      expect(hash).not.toContain('192');
      expect(identity().subscriberId('192.0.2.7')).not.toBe(hash);
    });
  });
}

export function tokensContract(tokens: () => Tokens): void {
  const slotClaim = () => ({ batchId: aBatch().id, slot: 49, renderHash: '00ff00ff00ff00ff' });
  const leaveClaim = () => ({ subscriberId: freshId(), batchId: aBatch().id, slot: 0 });
  const confirmClaim = () => ({ subscriberId: freshId(), issuedAt: noonMs + 123 });

  describe('Tokens', () => {
    it('reads every claim back as it was made', () => {
      const [slot, leave, page, confirm] = [slotClaim(), leaveClaim(), { subscriberId: freshId() }, confirmClaim()];
      expect(tokens().readSlot(tokens().slot(slot))).toEqual(slot);
      expect(tokens().readLeave(tokens().leave(leave))).toEqual(leave);
      expect(tokens().readLeave(tokens().leave(page))).toEqual(page);
      expect(tokens().readConfirm(tokens().confirm(confirm))).toEqual(confirm);
    });

    it('fits a URL and a header', () => {
      for (const token of [
        tokens().slot(slotClaim()),
        tokens().leave(leaveClaim()),
        tokens().confirm(confirmClaim()),
      ]) {
        expect(token).toMatch(/^[\w-]{1,120}$/);
      }
    });

    it('refuses a token made for another purpose', () => {
      const [slot, leave, confirm] = [
        tokens().slot(slotClaim()),
        tokens().leave(leaveClaim()),
        tokens().confirm(confirmClaim()),
      ];
      expect([tokens().readSlot(leave), tokens().readSlot(confirm)]).toEqual([undefined, undefined]);
      expect([tokens().readLeave(slot), tokens().readLeave(confirm)]).toEqual([undefined, undefined]);
      expect([tokens().readConfirm(slot), tokens().readConfirm(leave)]).toEqual([undefined, undefined]);
    });

    it('refuses a token with any one character changed, added or missing', () => {
      const token = tokens().leave(leaveClaim());
      const letters = [...'ABCxyz019-_'];
      fc.assert(
        fc.property(fc.nat(token.length - 1), fc.constantFrom(...letters), (at, letter) => {
          const damaged = [
            token.slice(0, at) + letter + token.slice(at + 1),
            token.slice(0, at) + letter + token.slice(at),
            token.slice(0, at) + token.slice(at + 1),
          ].filter((text) => text !== token);
          for (const text of damaged) expect(tokens().readLeave(text)).toBeUndefined();
        }),
        { numRuns: 200 },
      );
    });

    it('answers undefined to anything that is no token, and never throws', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
          const read = [tokens().readSlot(text), tokens().readLeave(text), tokens().readConfirm(text)];
          expect(read).toEqual([undefined, undefined, undefined]);
        }),
        { numRuns: 200 },
      );
    });
  });
}

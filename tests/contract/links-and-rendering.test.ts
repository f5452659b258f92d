// Tokens, identity and the renderer as a context makes them keep their ports' contracts, and old token keys keep verifying.
import { describe, expect, it } from 'vitest';
import { makeTokens as tokensOf } from '../../functions/adapters/links/tokens.ts';
import { makeGallery } from '../../functions/composition/gallery.ts';
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeRenderer } from '../../functions/composition/renderer.ts';
import { makeTokens } from '../../functions/composition/tokens.ts';
import { contractContext } from './context.ts';
import { freshId } from './examples.ts';
import { galleryContract } from './gallery.contract.ts';
import { identityContract, tokensContract } from './identity-and-tokens.contract.ts';
import { rendererContract } from './renderer.contract.ts';

identityContract(() => makeIdentity(contractContext({})));
tokensContract(() => makeTokens(contractContext({})));
rendererContract(async () => makeRenderer(contractContext({})));
galleryContract(async () => makeGallery(contractContext({})));

describe('a ring of token keys', () => {
  const [older, newer, stranger] = ['o', 'n', 's'].map((id) => ({ id, key: id.repeat(32) })) as [Key, Key, Key];
  type Key = { id: string; key: string };
  const claim = { subscriberId: freshId() };

  it('verifies under every key ever used, and signs with the first', () => {
    const before = tokensOf({ tokens: [older] }).leave(claim);
    const rotated = tokensOf({ tokens: [newer, older] });
    expect(rotated.readLeave(before)).toEqual(claim);
    expect(tokensOf({ tokens: [newer] }).readLeave(rotated.leave(claim))).toEqual(claim);
  });

  it("refuses a stranger's key, also under a known key's name", () => {
    const rotated = tokensOf({ tokens: [newer, older] });
    expect(rotated.readLeave(tokensOf({ tokens: [stranger] }).leave(claim))).toBeUndefined();
    expect(rotated.readLeave(tokensOf({ tokens: [{ ...stranger, id: 'n' }] }).leave(claim))).toBeUndefined();
  });
});

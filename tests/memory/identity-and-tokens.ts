// Identity and tokens for tests: keyed with fixed keys, the same answers at every run.
import { createHmac } from 'node:crypto';
import type { ConfirmClaim, Identity, LeaveClaim, SlotClaim, Tokens } from '../../functions/ports/identity.ts';

export const memoryIdentity: Identity = {
  subscriberId: (addressKey) => mac(`identity/${addressKey}`).slice(0, 22),
  ipHash: (ip) => mac(`ip/${ip}`).slice(0, 22),
};

export const memoryTokens: Tokens = {
  slot: (claim) => sign('s', claim),
  readSlot: (token) => read<SlotClaim>('s', token),
  leave: (claim) => sign('l', claim),
  readLeave: (token) => read<LeaveClaim>('l', token),
  confirm: (claim) => sign('c', claim),
  readConfirm: (token) => read<ConfirmClaim>('c', token),
};

function sign(kind: string, claim: object): string {
  const body = kind + Buffer.from(JSON.stringify(claim)).toString('base64url');
  return body + mac(body).slice(0, 22);
}

function read<Claim>(kind: string, token: string): Claim | undefined {
  const body = token.slice(0, -22);
  if (!body.startsWith(kind) || mac(body).slice(0, 22) !== token.slice(-22)) return undefined;
  return JSON.parse(Buffer.from(body.slice(1), 'base64url').toString()) as Claim;
}

const mac = (text: string): string => createHmac('sha256', 'a key for tests alone').update(text).digest('base64url');

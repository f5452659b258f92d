// Who is who, and what a token in a link may claim. Keys stay behind these ports.
import type { EpochMs } from '../domain/time.ts';

export interface Identity {
  /** Keyed hash of a normalised address (`Address.key`): 16 bytes as base64url. */
  subscriberId(addressKey: string): string;
  /** Keyed hash of an IP address, for the consent record. */
  ipHash(ip: string): string;
}

export interface SlotClaim {
  readonly batchId: string;
  readonly slot: number;
  readonly renderHash: string;
}

export interface LeaveClaim {
  readonly subscriberId: string;
  /** The e-mail the link came with; absent on pages. */
  readonly batchId?: string;
  readonly slot?: number;
}

export interface ConfirmClaim {
  readonly subscriberId: string;
  readonly issuedAt: EpochMs;
}

/** Signed tokens. Reading verifies under every key ever used, in constant time; undefined means forged or damaged. */
export interface Tokens {
  slot(claim: SlotClaim): string;
  readSlot(token: string): SlotClaim | undefined;
  leave(claim: LeaveClaim): string;
  readLeave(token: string): LeaveClaim | undefined;
  confirm(claim: ConfirmClaim): string;
  readConfirm(token: string): ConfirmClaim | undefined;
}

// Stands between the pixel and link endpoints and their queue: lets so much through, and counts what it turns away.

export type RefusedHit =
  /** Forged, cut off, or of another clinic. */
  | 'forged-token'
  /** Genuine, but no table or no link of that number is known. */
  | 'unknown-link'
  /** One pixel or link asked for so often that more would tell nothing. */
  | 'flood';

export interface HitGate {
  /** Whether one more request for this pixel (`link` absent) or link is worth recording. Counts it when it is not. */
  admits(slot: { readonly batchId: string; readonly slot: number }, link?: number): boolean;
  refuse(reason: RefusedHit): void;
}

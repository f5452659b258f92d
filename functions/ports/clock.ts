// Time and ids come in as ports, so that the local runner and the simulation own them.
import type { EpochMs } from '../domain/time.ts';

export interface Clock {
  now(): EpochMs;
}

/** How much of the invocation is left; use cases stop starting work they could not finish. */
export interface Budget {
  remainingMs(): number;
}

export interface Ids {
  /** 16 random bytes as 22 characters of base64url: write tokens, broadcasts. */
  random(): string;
  /** A fresh batch id within a bucket: 8 bytes of the bucket, 8 random. */
  batch(bucketId: string): string;
  /** The same batch id whenever asked again; used where a plan must be repeatable. */
  batchNamed(bucketId: string, name: string): string;
  /** 11 characters of base64url that name a metrics bucket and give nothing away. */
  bucket(parts: readonly string[]): string;
}

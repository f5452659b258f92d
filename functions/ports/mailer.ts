// Handing e-mail to SES. The adapter makes one attempt and says what is known of it: sent, not sent, never, or unknown.
import type { ScalarName } from './renderer.ts';

export interface BulkEntry {
  readonly slot: number;
  readonly to: string;
  readonly scalars: Readonly<Partial<Record<ScalarName, string>>>;
  /** Headers of this recipient's own: List-Unsubscribe and its Post. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface BulkEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Opaque names only: `batch`, `attempt`, `render`. `slot` is added per entry. */
  readonly tags: Readonly<Record<string, string>>;
  readonly entries: readonly BulkEntry[];
}

export type EntryResult =
  | { readonly result: 'accepted'; readonly messageId: string }
  /** SES refused cleanly: nothing left, try again later. */
  | { readonly result: 'not-sent'; readonly reason: string }
  /** SES refused for good. */
  | { readonly result: 'never'; readonly reason: string }
  /** Nobody knows: a time-out, a broken connection, FAILED. */
  | { readonly result: 'unknown'; readonly reason: string };

export interface SingleEmail {
  readonly to: string;
  /** Whom an answer goes to; without it, the clinic's own mailbox. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly scalars: Readonly<Partial<Record<ScalarName, string>>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** One call for at most 50; a result per entry, in order. Never throws for what SES answers. */
  sendBulk(email: BulkEmail): Promise<EntryResult[]>;
  /** Transactional mail, one call. */
  sendOne(email: SingleEmail): Promise<EntryResult>;
}

// The truth at the SES side: every e-mail SES took and the events still to come for it, on disk before SES answers.
// It counts by itself and knows nothing of the application but what came in the requests.
import { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { ComingEvent } from '../../infra/local/ses/mail.ts';

const schema = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, messageId TEXT UNIQUE, recipient TEXT, subject TEXT, tags TEXT, leave TEXT, at INTEGER,
    wordAt INTEGER
  );
  CREATE INDEX IF NOT EXISTS mailByTime ON mail (at);
  CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY, messageId TEXT, at INTEGER, type TEXT, detail TEXT, postAt INTEGER
  );
  CREATE INDEX IF NOT EXISTS eventsToPost ON event (postAt, id);
`;

export interface TakenMail {
  readonly messageId: string;
  readonly to: string;
  /** As it came, before names are filled in: the same for everybody who gets this step or this issue. */
  readonly subject: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The List-Unsubscribe header; empty where there is none. */
  readonly leave: string;
  readonly at: EpochMs;
  /** When the application could first hear of it; absent while its events are still to come. */
  readonly wordAt?: EpochMs;
}

export interface EventToPost extends ComingEvent {
  readonly id: number;
}

export class Ledger {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(schema);
  }

  /** One commit: all of a call's e-mails and events, or none. */
  take(mails: readonly TakenMail[], events: readonly (ComingEvent & { readonly postAt: EpochMs })[]): void {
    const mail = this.#database.prepare(
      'INSERT INTO mail (messageId, recipient, subject, tags, leave, at) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const event = this.#database.prepare(
      'INSERT INTO event (messageId, at, type, detail, postAt) VALUES (?, ?, ?, ?, ?)',
    );
    this.#database.exec('BEGIN');
    for (const { messageId, to, subject, tags, leave, at } of mails) {
      mail.run(messageId, to, subject, JSON.stringify(tags), leave, at);
    }
    for (const { messageId, at, type, detail, postAt } of events) {
      event.run(messageId, at, type, detail ? JSON.stringify(detail) : null, postAt);
    }
    this.#database.exec('COMMIT');
  }

  all(): TakenMail[] {
    return this.#database.prepare('SELECT * FROM mail ORDER BY id').all().map(toMail);
  }

  find(messageId: string): TakenMail {
    const row = this.#database.prepare('SELECT * FROM mail WHERE messageId = ?').get(messageId);
    if (!row) throw new Error(`No e-mail ${messageId} was taken.`);
    return toMail(row);
  }

  count(): number {
    return Number(this.#database.prepare('SELECT COUNT(*) AS n FROM mail').get()?.n);
  }

  countSince(at: EpochMs): number {
    return Number(this.#database.prepare('SELECT COUNT(*) AS n FROM mail WHERE at > ?').get(at)?.n);
  }

  eventsUntil(postAt: EpochMs, limit: number): EventToPost[] {
    const rows = this.#database.prepare('SELECT * FROM event WHERE postAt <= ? ORDER BY postAt, id LIMIT ?');
    return rows.all(postAt, limit).map((row) => ({
      id: Number(row.id),
      messageId: String(row.messageId),
      at: Number(row.at),
      type: row.type as ComingEvent['type'],
      ...(row.detail !== null && { detail: JSON.parse(String(row.detail)) }),
    }));
  }

  /** To be called only once the queue has them: an event comes at least once. */
  posted(events: readonly EventToPost[], now: EpochMs): void {
    const remove = this.#database.prepare('DELETE FROM event WHERE id = ?');
    const spoken = this.#database.prepare('UPDATE mail SET wordAt = ? WHERE messageId = ? AND wordAt IS NULL');
    this.#database.exec('BEGIN');
    for (const { id, messageId } of events) {
      remove.run(id);
      spoken.run(now, messageId);
    }
    this.#database.exec('COMMIT');
  }

  close(): void {
    this.#database.close();
  }
}

function toMail(row: Record<string, unknown>): TakenMail {
  return {
    messageId: String(row.messageId),
    to: String(row.recipient),
    subject: String(row.subject),
    tags: JSON.parse(String(row.tags)),
    leave: String(row.leave),
    at: Number(row.at),
    ...(row.wordAt !== null && { wordAt: Number(row.wordAt) }),
  };
}

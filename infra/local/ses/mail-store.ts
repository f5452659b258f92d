// Where the SES front keeps mail and the events to come: SQLite, committed before the front answers.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../../functions/domain/time.ts';
import { type ComingEvent, type EmailContent, fillIn, type Mail, type StoredMail, type Substitution } from './mail.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS content (hash TEXT PRIMARY KEY, subject TEXT, html TEXT, text TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, messageId TEXT UNIQUE, toKey TEXT, at INTEGER, content TEXT REFERENCES content (hash), mail TEXT
  );
  CREATE INDEX IF NOT EXISTS mailOfAddress ON mail (toKey, id);
  CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, messageId TEXT, at INTEGER, type TEXT, detail TEXT);
  CREATE INDEX IF NOT EXISTS eventsToCome ON event (at, id);
`;

export interface NewMail {
  readonly mail: Mail;
  readonly events: readonly Omit<ComingEvent, 'messageId'>[];
}

type Row = Record<string, string | number | null>;

export class MailStore {
  private readonly listeners: ((mail: StoredMail) => void)[] = [];

  constructor(
    private readonly database: DatabaseSync,
    private readonly substitution: Substitution = 'plain',
  ) {
    database.exec(schema);
  }

  /** Calls back for every e-mail from now on, after it was stored. */
  onMail(listener: (mail: StoredMail) => void): void {
    this.listeners.push(listener);
  }

  /** One commit for the whole call: all of its mail and events, or none. */
  add(content: EmailContent, mails: readonly NewMail[]): void {
    const { subject, html, text } = content;
    const hash = createHash('sha256')
      .update(JSON.stringify([subject, html, text]))
      .digest('base64url');
    this.inTransaction(() => {
      this.run(
        'INSERT OR IGNORE INTO content (hash, subject, html, text) VALUES (?, ?, ?, ?)',
        hash,
        subject,
        html,
        text,
      );
      for (const { mail, events } of mails) {
        this.run(
          'INSERT INTO mail (messageId, toKey, at, content, mail) VALUES (?, ?, ?, ?, ?)',
          mail.messageId,
          mail.unrendered ? null : mail.to.toLowerCase(),
          mail.at,
          hash,
          JSON.stringify(mail),
        );
        for (const event of events) this.addEvent({ ...event, messageId: mail.messageId });
      }
    });
    for (const listener of this.listeners) {
      for (const { mail } of mails)
        if (!mail.unrendered) listener({ ...mail, ...fillIn(content, mail.data, this.substitution) });
    }
  }

  addEvent({ messageId, at, type, detail }: ComingEvent): void {
    this.run(
      'INSERT INTO event (messageId, at, type, detail) VALUES (?, ?, ?, ?)',
      messageId,
      at,
      type,
      detail ? JSON.stringify(detail) : null,
    );
  }

  /** When the next event wants to happen. */
  nextEventAt(): EpochMs | undefined {
    const row = this.one('SELECT MIN(at) AS at FROM event');
    return row?.at == null ? undefined : Number(row.at);
  }

  eventsUntil(now: EpochMs, limit: number): (ComingEvent & { readonly id: number })[] {
    return this.all('SELECT * FROM event WHERE at <= ? ORDER BY at, id LIMIT ?', now, limit).map((row) => ({
      id: Number(row.id),
      messageId: String(row.messageId),
      at: Number(row.at),
      type: row.type as ComingEvent['type'],
      ...(row.detail !== null && { detail: JSON.parse(String(row.detail)) }),
    }));
  }

  removeEvents(ids: readonly number[]): void {
    this.inTransaction(() => {
      for (const id of ids) this.run('DELETE FROM event WHERE id = ?', id);
    });
  }

  byId(messageId: string): StoredMail | undefined {
    const row = this.one(`${selectMail} WHERE messageId = ?`, messageId);
    return row && this.toMail(row);
  }

  /** Without content, for events: many are read and none of it is needed. */
  envelope(messageId: string): (Mail & { readonly subject: string }) | undefined {
    const row = this.one(
      'SELECT mail, subject FROM mail JOIN content ON content.hash = mail.content WHERE messageId = ?',
      messageId,
    );
    if (!row) return undefined;
    const mail = JSON.parse(String(row.mail)) as Mail;
    return {
      ...mail,
      subject: fillIn({ subject: String(row.subject), html: '', text: '' }, mail.data, this.substitution).subject,
    };
  }

  /** All mail to an address, oldest first; letter case does not matter. */
  toAddress(address: string): StoredMail[] {
    return this.all(`${selectMail} WHERE toKey = ? ORDER BY id`, address.trim().toLowerCase()).map((row) =>
      this.toMail(row),
    );
  }

  /** Newest first, for the mailbox; `search` looks at addresses and subjects. */
  newest(search: string, limit: number, before?: number): { id: number; mail: StoredMail }[] {
    const like = `%${search
      .trim()
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')}%`;
    return this.all(
      `${selectMail} WHERE id < ? AND (toKey LIKE ? ESCAPE '\\' OR lower(subject) LIKE ? ESCAPE '\\') ORDER BY id DESC LIMIT ?`,
      before ?? Number.MAX_SAFE_INTEGER,
      like,
      like,
      limit,
    ).map((row) => ({ id: Number(row.id), mail: this.toMail(row) }));
  }

  count(): number {
    return Number(this.one('SELECT COUNT(*) AS n FROM mail')?.n ?? 0);
  }

  sentSince(at: EpochMs): number {
    return Number(this.one('SELECT COUNT(*) AS n FROM mail WHERE at > ?', at)?.n ?? 0);
  }

  private toMail(row: Row): StoredMail {
    const mail = JSON.parse(String(row.mail)) as Mail;
    const content = { subject: String(row.subject), html: String(row.html), text: String(row.text) };
    return { ...mail, ...fillIn(content, mail.data, this.substitution) };
  }

  private inTransaction(work: () => void): void {
    this.database.exec('BEGIN');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  private readonly statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  private prepare(sql: string) {
    const known = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, known);
    return known;
  }

  private run(sql: string, ...values: (string | number | null)[]): void {
    this.prepare(sql).run(...values);
  }

  private one(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  private all(sql: string, ...values: (string | number)[]): Row[] {
    return this.prepare(sql).all(...values) as Row[];
  }
}

const selectMail =
  'SELECT mail.id, mail.mail, content.subject, content.html, content.text FROM mail JOIN content ON content.hash = mail.content';

// Where the local identity provider keeps sessions and codes: the runner's database, so that a restart signs nobody out.
import type { DatabaseSync } from 'node:sqlite';

interface Payload {
  readonly uid?: string;
  readonly grantId?: string;
  readonly [field: string]: unknown;
}

/** The adapter class that oidc-provider makes one instance of per kind of record. */
export function providerStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS signIn (
      kind TEXT, id TEXT, payload TEXT, uid TEXT, grantId TEXT, consumed INTEGER, expiresAt INTEGER, PRIMARY KEY (kind, id)
    )`);
  database.prepare('DELETE FROM signIn WHERE expiresAt < ?').run(Date.now());
  const read = (where: string, ...values: string[]): Payload | undefined => {
    const row = database.prepare(`SELECT payload, consumed, expiresAt FROM signIn WHERE ${where}`).get(...values);
    if (!row || Number(row.expiresAt) < Date.now()) return undefined;
    const payload = JSON.parse(String(row.payload)) as Payload;
    return row.consumed === null ? payload : { ...payload, consumed: Number(row.consumed) };
  };
  return class {
    constructor(readonly kind: string) {}

    async upsert(id: string, payload: Payload, expiresInSeconds: number): Promise<void> {
      const { uid = null, grantId = null } = payload;
      const expiresAt = Date.now() + expiresInSeconds * 1_000;
      database
        .prepare(
          'INSERT OR REPLACE INTO signIn (kind, id, payload, uid, grantId, consumed, expiresAt) VALUES (?, ?, ?, ?, ?, NULL, ?)',
        )
        .run(this.kind, id, JSON.stringify(payload), uid, grantId, expiresAt);
    }

    async find(id: string): Promise<Payload | undefined> {
      return read('kind = ? AND id = ?', this.kind, id);
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      return read('kind = ? AND uid = ?', this.kind, uid);
    }

    /** The device flow is not offered. */
    async findByUserCode(): Promise<undefined> {
      return undefined;
    }

    async consume(id: string): Promise<void> {
      database
        .prepare('UPDATE signIn SET consumed = ? WHERE kind = ? AND id = ?')
        .run(Math.floor(Date.now() / 1_000), this.kind, id);
    }

    async destroy(id: string): Promise<void> {
      database.prepare('DELETE FROM signIn WHERE kind = ? AND id = ?').run(this.kind, id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      // Of this kind alone: a sign-in on its way bears the grant's id too, and must outlive the change of user.
      database.prepare('DELETE FROM signIn WHERE kind = ? AND grantId = ?').run(this.kind, grantId);
    }
  };
}

// What staff are told, newest first.
import type { Notice, NoticeMail } from '../domain/notice.ts';

export interface Notices {
  /**
   * Puts IF this subscriber's cause never gave one; answers whether it is new. A repeat, also one with a later time after a
   * crash half-way, changes nothing.
   */
  put(notice: Notice): Promise<boolean>;
  latest(limit: number): Promise<readonly Notice[]>;
  /** Consistent; nothing is wanted where nobody ever was told. */
  mail(): Promise<NoticeMail>;
  /** Writes IF the stored rev is `mail.rev` (0 for the first); stores rev + 1. Due while it has a `dueAt`. */
  saveMail(mail: NoticeMail): Promise<boolean>;
}

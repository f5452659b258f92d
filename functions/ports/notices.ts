// What staff are told, newest first.
import type { Notice } from '../domain/notice.ts';

export interface Notices {
  /**
   * Puts IF this subscriber's cause never gave one; answers whether it is new. A repeat, also one with a later time after a
   * crash half-way, changes nothing.
   */
  put(notice: Notice): Promise<boolean>;
  latest(limit: number): Promise<readonly Notice[]>;
}

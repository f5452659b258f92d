// Notices in the table: one list of all by time, and a mark under the subscriber that remembers each cause and its time.
import { keptNoticeMs, type Notice, type NoticeMail, noNoticeMail } from '../../domain/notice.ts';
import { secondMs } from '../../domain/time.ts';
import type { Notices } from '../../ports/notices.ts';
import { dueShard, keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

export function makeNotices(table: TableAccess): Notices {
  return {
    async put(notice) {
      const expiresAt = Math.ceil((notice.at + keptNoticeMs) / secondMs);
      const mark = keys.noticeMark(notice);
      const isNew = await table.putIfAbsent(mark, { at: notice.at, expiresAt });
      // The mark's time names the notice: whoever crashed between the two writes is finished here, under the same key.
      const at = isNew ? notice.at : (((await table.get(mark))?.at as number | undefined) ?? notice.at);
      await table.putIfAbsent(keys.notice({ ...notice, at }), { ...notice, at, expiresAt });
      return isNew;
    },
    async latest(limit) {
      const { items } = await table.query({
        condition: 'pk = :pk',
        values: { ':pk': keys.notices().pk },
        limit,
        forward: false,
      });
      return items.map((item) => {
        const { expiresAt: _expiresAt, ...notice } = withoutKeys(item);
        return notice as unknown as Notice;
      });
    },
    async mail() {
      const item = await table.get(keys.noticeMail());
      return item ? (withoutKeys(item) as unknown as NoticeMail) : noNoticeMail;
    },
    saveMail(mail) {
      return table.putVersioned(keys.noticeMail(), {
        ...mail,
        ...(mail.dueAt !== undefined && { dueShard: dueShard('notice-mail', '') }),
      });
    },
  };
}

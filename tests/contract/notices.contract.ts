// What every store of notices keeps: one notice per cause, newest first, whatever is repeated.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../functions/domain/notice.ts';
import type { Notices } from '../../functions/ports/notices.ts';
import { freshId, noonMs, range } from './examples.ts';

export function noticesContract(make: () => Promise<Notices>): void {
  describe('notices', () => {
    let notices: Notices;
    beforeEach(async () => {
      notices = await make();
    });

    const aNotice = (fields: Partial<Notice> = {}): Notice => ({
      cause: 'series call 1',
      subscriberId: freshId(),
      text: '{firstName} asked for a call.',
      source: 'The series',
      at: noonMs,
      ...fields,
    });

    it('keeps what was put', async () => {
      const notice = aNotice();
      expect(await notices.put(notice)).toBe(true);
      expect(await notices.latest(10)).toEqual([notice]);
    });

    it('takes the same cause once, also with a later time', async () => {
      const notice = aNotice();
      await notices.put(notice);
      expect(await notices.put(notice)).toBe(false);
      expect(await notices.put({ ...notice, at: noonMs + 60_000 })).toBe(false);
      expect(await notices.latest(10)).toEqual([notice]);
    });

    it('tells causes and people apart', async () => {
      const notice = aNotice();
      await notices.put(notice);
      expect(await notices.put({ ...notice, cause: 'series call 2' })).toBe(true);
      expect(await notices.put({ ...notice, subscriberId: freshId() })).toBe(true);
      expect(await notices.latest(10)).toHaveLength(3);
    });

    it('lists the newest first, and no more than asked for', async () => {
      for (const n of [2, 0, 4, 1, 3]) await notices.put(aNotice({ at: noonMs + n * 60_000, text: String(n) }));
      expect((await notices.latest(3)).map(({ text }) => text)).toEqual(['4', '3', '2']);
      expect(range(5)).toHaveLength((await notices.latest(100)).length);
    });

    it('keeps the mail to staff under its revision', async () => {
      expect(await notices.mail()).toEqual({ rev: 0, attempts: 0 });
      expect(await notices.saveMail({ rev: 0, attempts: 0, dueAt: noonMs })).toBe(true);
      expect(await notices.saveMail({ rev: 0, attempts: 1 })).toBe(false);
      expect(await notices.mail()).toEqual({ rev: 1, attempts: 0, dueAt: noonMs });
      expect(await notices.saveMail({ rev: 1, attempts: 1, sentAt: noonMs })).toBe(true);
      expect(await notices.mail()).toEqual({ rev: 2, attempts: 1, sentAt: noonMs });
    });

    it('makes one notice of two tries at once', async () => {
      const notice = aNotice();
      const news = await Promise.all([notices.put(notice), notices.put({ ...notice, at: noonMs + 1 })]);
      expect(news.filter(Boolean)).toHaveLength(1);
      expect(await notices.latest(10)).toHaveLength(1);
    });
  });
}

// The latest notices for staff, each with the name and address of whom it is about.
import { type Notice, noticeInWords, shownNotices } from '../domain/notice.ts';
import type { Notices } from '../ports/notices.ts';
import type { SubscriberStore } from '../ports/stores.ts';

export interface NoticeRow extends Pick<Notice, 'at' | 'source' | 'subscriberId'> {
  readonly words: string;
  /** Absent once she is erased. */
  readonly email?: string;
}

/** Newest first, a hundred at most. */
export async function listNotices(deps: {
  readonly notices: Notices;
  readonly subscribers: SubscriberStore;
}): Promise<readonly NoticeRow[]> {
  const notices = await deps.notices.latest(shownNotices);
  const subscribers = await deps.subscribers.getMany([...new Set(notices.map(({ subscriberId }) => subscriberId))]);
  return notices.map(({ at, source, subscriberId, text }) => {
    const subscriber = subscribers.get(subscriberId);
    const email = subscriber?.email;
    return { at, source, subscriberId, words: noticeInWords(text, subscriber?.firstName), ...(email && { email }) };
  });
}

// What staff are told, in memory.
import type { Notice, NoticeMail } from '../../functions/domain/notice.ts';
import type { Notices } from '../../functions/ports/notices.ts';
import { copy, type MemoryState } from './state.ts';

export class MemoryNotices implements Notices {
  constructor(private readonly state: MemoryState) {}

  async put(notice: Notice): Promise<boolean> {
    const name = `${notice.subscriberId} ${notice.cause}`;
    if (this.state.notices.has(name)) return false;
    this.state.notices.set(name, copy(notice));
    return true;
  }

  async latest(limit: number): Promise<readonly Notice[]> {
    const all = [...this.state.notices.values()].sort((a, b) => b.at - a.at || (sortKey(a) < sortKey(b) ? 1 : -1));
    return copy(all.slice(0, limit));
  }

  async mail(): Promise<NoticeMail> {
    return copy(this.state.noticeMail);
  }

  async saveMail(mail: NoticeMail): Promise<boolean> {
    if (this.state.noticeMail.rev !== mail.rev) return false;
    this.state.noticeMail = { ...copy(mail), rev: mail.rev + 1 };
    return true;
  }
}

const sortKey = ({ subscriberId, cause }: Notice): string => `${subscriberId}#${cause}`;

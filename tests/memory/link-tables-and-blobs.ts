// Link tables and blobs in memory: written once, read often; a link may be withdrawn.
import type { Blobs, LinkChange, LinkTable, LinkTables } from '../../functions/ports/stores.ts';
import { copy, type MemoryState } from './state.ts';

export class MemoryLinkTables implements LinkTables {
  constructor(private readonly state: MemoryState) {}

  async put(table: LinkTable): Promise<void> {
    // The hash names the content, so that whatever is there already says the same.
    if (!this.state.linkTables.has(table.hash)) this.state.linkTables.set(table.hash, copy(table));
  }

  async get(hash: string): Promise<LinkTable | undefined> {
    return copy(this.state.linkTables.get(hash));
  }

  async setWithdrawn(hash: string, link: number, { withdrawn, by, at }: LinkChange): Promise<boolean> {
    const table = this.state.linkTables.get(hash);
    if (!table) return false;
    const { withdrawn: before = [], ...rest } = table;
    const others = before.filter((index) => index !== link);
    const indexes = (withdrawn ? [...others, link] : others).sort((a, b) => a - b);
    this.state.linkTables.set(hash, { ...rest, ...(indexes.length > 0 && { withdrawn: indexes }) });
    if (withdrawn) this.state.withdrawnLinks.set(`${hash} ${link}`, { hash, link, by, at });
    else this.state.withdrawnLinks.delete(`${hash} ${link}`);
    return true;
  }

  async withdrawn() {
    return copy([...this.state.withdrawnLinks.values()].sort((a, b) => b.at - a.at));
  }
}

export class MemoryBlobs implements Blobs {
  constructor(private readonly state: MemoryState) {}

  async put(key: string, content: string, contentType: string): Promise<void> {
    this.state.blobs.set(key, { content, contentType });
  }

  async get(key: string): Promise<string | undefined> {
    return this.state.blobs.get(key)?.content;
  }
}

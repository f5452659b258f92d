// Link tables and blobs in memory: write once, read often.
import type { Blobs, LinkTable, LinkTables } from '../../functions/ports/stores.ts';
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

// Server-sent events for pages that want to know when something changed.
import type { Fetch } from '../http/server.ts';

export interface ChangeStream {
  readonly fetch: Fetch;
  /** Says `change` to whoever listens. */
  tell(): void;
  /** Ends every stream; browsers ask again and find nobody, or the next run. */
  end(): void;
}

export function changeStream(): ChangeStream {
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  return {
    fetch() {
      let own: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller;
          listeners.add(controller);
          // A first line, so that the browser knows at once that somebody is there.
          controller.enqueue(encoder.encode(': listening\n\n'));
        },
        cancel() {
          if (own) listeners.delete(own);
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
    },
    tell() {
      for (const listener of listeners) listener.enqueue(encoder.encode('event: change\ndata: \n\n'));
    },
    end() {
      for (const listener of listeners) listener.close();
      listeners.clear();
    },
  };
}

// SES v2 as far as its two send calls go, over HTTP on a port of its own; answers, hangs or drops the line as a test asks.
// Source of shapes and error names: the SES v2 API reference (REST JSON, errors named in x-amzn-errortype).
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RefusedRequest, readBulk, readSingle } from '../../infra/local/ses/requests.ts';

export interface SesRequest {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: a request body as SES would receive it, read field by field by the tests.
  readonly body: any;
}

export type SesAnswer =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'error'; readonly status: number; readonly name: string; readonly message?: string }
  /** Something that is not SES answers: a proxy's page. */
  | { readonly kind: 'page'; readonly status: number; readonly text: string }
  | { readonly kind: 'hang' }
  /** The headers and a part of the body come, and then nothing, or for ever a little more. */
  | { readonly kind: 'stall'; readonly trickles: boolean }
  /** The line breaks: before any answer, or in the middle of one. */
  | { readonly kind: 'drop'; readonly midway: boolean };

export class FakeSes {
  readonly requests: SesRequest[] = [];
  #server: Server = createServer((request, response) => void this.#serve(request, response));
  #messages = 0;

  answer: (request: SesRequest) => SesAnswer = (request) => this.accept(request);

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Accepts every e-mail of a request that keeps SES's own limits, as SES does on a good day. */
  accept({ path, body }: SesRequest): SesAnswer {
    const messageId = () => `0102018f-${++this.#messages}-000000`;
    const isSingle = path === '/v2/email/outbound-emails';
    try {
      isSingle ? readSingle(body) : readBulk(body);
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      return { kind: 'error', status: 400, name: 'BadRequestException', message: error.message };
    }
    if (isSingle) return { kind: 'json', body: { MessageId: messageId() } };
    const entries: unknown[] = body.BulkEmailEntries;
    return {
      kind: 'json',
      body: { BulkEmailEntryResults: entries.map(() => ({ Status: 'SUCCESS', MessageId: messageId() })) },
    };
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = { path: incoming.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) };
    this.requests.push(request);
    reply(response, this.answer(request));
  }
}

function reply(response: ServerResponse, answer: SesAnswer): void {
  switch (answer.kind) {
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      return;
    case 'error':
      response
        .writeHead(answer.status, { 'content-type': 'application/json', 'x-amzn-errortype': answer.name })
        .end(JSON.stringify({ message: answer.message ?? '' }));
      return;
    case 'page':
      response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
      return;
    case 'drop':
      if (answer.midway)
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' }).write('{"Bulk');
      setTimeout(() => response.destroy(), 20);
      return;
    case 'stall': {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"BulkEmailEntryResults": [');
      const drops = setInterval(() => answer.trickles && response.write(' '), 20);
      response.once('close', () => clearInterval(drops));
      return;
    }
    case 'hang':
      return;
  }
}

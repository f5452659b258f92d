// An SES that takes every e-mail at once and remembers only which slot it was for.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Taken {
  /** Message tags: `batch`, `slot`, `attempt`, `render`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly to: string;
}

interface Pair {
  readonly Name: string;
  readonly Value: string;
}

interface Destination {
  readonly ToAddresses: readonly string[];
}

interface BulkBody {
  readonly BulkEmailEntries: readonly {
    readonly Destination: Destination;
    readonly ReplacementTags?: readonly Pair[];
  }[];
}

interface SingleBody {
  readonly Destination: Destination;
  readonly EmailTags?: readonly Pair[];
}

const account = {
  ProductionAccessEnabled: true,
  SendingEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { Max24HourSend: -1, MaxSendRate: 1_000_000, SentLast24Hours: 0 },
};

export class SesSink {
  #taken: Taken[] = [];
  #requests = 0;

  get counts(): { emails: number; requests: number } {
    return { emails: this.#taken.length, requests: this.#requests };
  }

  /** Everything taken since the last time, in order. */
  takeAll(): Taken[] {
    const taken = this.#taken;
    this.#taken = [];
    this.#requests = 0;
    return taken;
  }

  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = this.#answer(path, Buffer.concat(chunks).toString());
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }

  #answer(path: string, body: string): unknown {
    if (path === '/v2/email/account') return account;
    this.#requests += 1;
    if (path === '/v2/email/outbound-bulk-emails') {
      const { BulkEmailEntries } = JSON.parse(body) as BulkBody;
      const results = BulkEmailEntries.map(({ Destination, ReplacementTags }) => ({
        Status: 'SUCCESS',
        MessageId: this.#take(Destination, ReplacementTags),
      }));
      return { BulkEmailEntryResults: results };
    }
    if (path !== '/v2/email/outbound-emails') return undefined;
    const { Destination, EmailTags } = JSON.parse(body) as SingleBody;
    return { MessageId: this.#take(Destination, EmailTags) };
  }

  #take({ ToAddresses }: Destination, tags: readonly Pair[] = []): string {
    this.#taken.push({
      to: ToAddresses[0] ?? '',
      tags: Object.fromEntries(tags.map(({ Name, Value }) => [Name, Value])),
    });
    return `010b0192f3a0-${String(this.#taken.length).padStart(8, '0')}-0000-4000-8000-000000000000-000000`;
  }
}

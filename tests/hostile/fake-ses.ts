// An SES of our own that may misbehave in every way SES may: it takes e-mails, keeps count of them on disk and posts their
// events to the queue. It stands apart from the application; only the clock is shared, because the application's is virtual.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayMs, type EpochMs } from '../../functions/domain/time.ts';
import { comingEvents } from '../../infra/local/ses/coming-events.ts';
import { RefusedRequest, readBulk, readSingle, type SendRequest } from '../../infra/local/ses/requests.ts';
import { ApplicationClock } from './application-clock.ts';
import { EventPost } from './event-post.ts';
import { Ledger, type TakenMail } from './ledger.ts';
import { type EntryTrouble, Fate, type Misbehaviour } from './misbehaviour.ts';

export interface FakeSesOptions {
  /** The ledger's file; it may exist. */
  readonly ledger: string;
  readonly sqs: string;
  readonly seed: number;
  /** Called after every call that took e-mails, before it is answered. */
  readonly onTaken?: (count: number) => void;
}

interface EntryAnswer {
  readonly Status: string;
  readonly MessageId?: string;
}

const usual = { perDay: 1_000_000, ratePerSecond: 200, lateAnswerMs: 60_000 } as const;

export class FakeSes {
  readonly ledger: Ledger;
  readonly clock = new ApplicationClock();
  readonly #post: EventPost;
  readonly #fate: Fate;
  readonly #onTaken: (count: number) => void;
  #plan: Misbehaviour = {};
  #server: Server | undefined;
  #port = 0;

  constructor({ ledger, sqs, seed, onTaken }: FakeSesOptions) {
    this.ledger = new Ledger(ledger);
    this.#post = new EventPost(this.ledger, sqs);
    this.#fate = new Fate(seed);
    this.#onTaken = onTaken ?? (() => {});
  }

  async start(): Promise<string> {
    await this.#listen();
    return `http://127.0.0.1:${this.#port}`;
  }

  async end(): Promise<void> {
    await this.#hangUp();
    await this.#post.end();
    this.ledger.close();
  }

  /** From now on; events of the past keep the times they were given. */
  async behave(plan: Misbehaviour): Promise<void> {
    this.#plan = plan;
    if (plan.refuseConnections) await this.#hangUp();
    else await this.#listen();
    await this.catchUp();
  }

  /** Posts the events whose time has come by the application's clock; answers when the queue has them. */
  async catchUp(): Promise<void> {
    if (!this.#plan.holdEvents) await this.#post.postUntil(await this.clock.now());
  }

  async #listen(): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => void this.#serve(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async #hangUp(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    try {
      for await (const chunk of request) body += chunk;
    } catch {
      // The application was killed while it spoke: half a request is none.
      return;
    }
    try {
      await this.#answer(request.url ?? '', body, response);
    } catch (error) {
      if (error instanceof RefusedRequest) refuse(response, 400, 'BadRequestException', error.message);
      else refuse(response, 500, 'InternalServiceErrorException', String(error));
    }
  }

  async #answer(path: string, body: string, response: ServerResponse): Promise<void> {
    const now = await this.clock.now();
    const isBulk = path === '/v2/email/outbound-bulk-emails';
    if (path === '/v2/email/account') return json(response, this.#account(now));
    if (!isBulk && path !== '/v2/email/outbound-emails') return refuse(response, 404, 'NotFoundException', path);
    const request = isBulk ? readBulk(JSON.parse(body)) : readSingle(JSON.parse(body));
    const plan = this.#plan;
    const course = this.#fate.ofCall(plan);
    if (course === 'drop-request') return void response.destroy();
    if (course === 'throttle')
      return refuse(response, 429, 'TooManyRequestsException', 'Maximum sending rate exceeded.');
    if (this.#sentInDay(now) + request.entries.length > (plan.perDay ?? usual.perDay))
      return refuse(response, 400, 'LimitExceededException', 'Daily message quota exceeded.');
    const answers = this.#take(request, isBulk, now);
    void this.catchUp();
    if (course === 'drop-answer') return void response.destroy();
    if (course === 'answer-late') await sleep(plan.lateAnswerMs ?? usual.lateAnswerMs, undefined, { ref: false });
    json(response, isBulk ? { BulkEmailEntryResults: answers } : { MessageId: answers[0]?.MessageId });
  }

  #take({ content, entries }: SendRequest, isBulk: boolean, at: EpochMs): EntryAnswer[] {
    const mails: TakenMail[] = [];
    const answers = entries.map(({ to, tags, headers }): EntryAnswer => {
      const trouble = isBulk ? this.#fate.ofEntry(this.#plan) : undefined;
      if (trouble && trouble !== 'TRANSIENT_FAILURE, sent') return { Status: statusOf(trouble) };
      const messageId = `${at.toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
      const leave = headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')?.value ?? '';
      mails.push({ messageId, to, subject: content.subject, tags, leave, at });
      return trouble ? { Status: statusOf(trouble) } : { Status: 'SUCCESS', MessageId: messageId };
    });
    const events = mails.flatMap(({ messageId, to }) =>
      comingEvents(to, at).flatMap((event) =>
        this.#fate.ofEvent(this.#plan).map((lateMs) => ({ ...event, messageId, postAt: at + lateMs })),
      ),
    );
    this.ledger.take(mails, events);
    this.#onTaken(mails.length);
    return answers;
  }

  #account(now: EpochMs) {
    const { perDay = usual.perDay, ratePerSecond = usual.ratePerSecond } = this.#plan;
    return {
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: {
        Max24HourSend: perDay,
        MaxSendRate: ratePerSecond,
        SentLast24Hours: this.#sentInDay(now),
      },
    };
  }

  #sentInDay(now: EpochMs): number {
    return this.ledger.countSince(now - dayMs) + (this.#plan.othersSent ?? 0);
  }
}

const statusOf = (trouble: EntryTrouble): string => trouble.split(',')[0] as string;

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, name: string, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name })
    .end(JSON.stringify({ message }));
}

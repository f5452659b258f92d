// Posts SES's events to the application's queue, wrapped as SNS would, one after another in the order of their time.
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EpochMs } from '../../functions/domain/time.ts';
import { sesEvents } from '../../functions/manifest.ts';
import { localAccount, localRegion } from '../../infra/local/engines/account.ts';
import { eventJson } from '../../infra/local/ses/event-json.ts';
import type { EventToPost, Ledger } from './ledger.ts';

const account = '000000000000';
const messagesPerCall = 10;
const eventsPerRound = 500;
const maxRounds = 1_000;

export class EventPost {
  readonly #client: SQSClient;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly sqs: string,
  ) {
    this.#client = new SQSClient({ ...localAccount, endpoint: sqs });
  }

  /** Posts what is due by then; answers when the queue has it. */
  postUntil(now: EpochMs): Promise<void> {
    const mine = this.#turn.then(() => this.#post(now));
    this.#turn = mine.catch((error) => console.error('SES events could not be posted; they stay.', error));
    return mine;
  }

  async end(): Promise<void> {
    await this.#turn;
    this.#client.destroy();
  }

  async #post(now: EpochMs): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      const events = this.ledger.eventsUntil(now, eventsPerRound);
      if (events.length === 0) return;
      for (let at = 0; at < events.length; at += messagesPerCall)
        await this.#send(events.slice(at, at + messagesPerCall));
      this.ledger.posted(events, now);
    }
  }

  async #send(events: readonly EventToPost[]): Promise<void> {
    const answer = await this.#client.send(
      new SendMessageBatchCommand({
        QueueUrl: `${this.sqs}/${account}/${sesEvents.queue.name}`,
        Entries: events.map((event) => ({ Id: String(event.id), MessageBody: this.#notification(event) })),
      }),
    );
    if (answer.Failed?.length) throw new Error(`SQS did not take ${answer.Failed.length} SES events.`);
  }

  #notification(event: EventToPost): string {
    const { leave, wordAt: _wordAt, ...mail } = this.ledger.find(event.messageId);
    const headers = leave ? [{ name: 'List-Unsubscribe', value: leave }] : [];
    return JSON.stringify({
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: `arn:aws:sns:${localRegion}:${account}:${sesEvents.topic}`,
      Message: eventJson(event, { ...mail, from: 'clinic@example.com', replyTo: [], headers }, 'afterglow-local'),
      Timestamp: new Date(event.at).toISOString(),
      SignatureVersion: '1',
    });
  }
}

// A mailer that remembers what it was asked to send and answers as it was told to; accepts everything until then.
import type { BulkEmail, EntryResult, Mailer, SingleEmail } from '../../functions/ports/mailer.ts';
import { copy } from './state.ts';

type BulkAnswer = (email: BulkEmail) => EntryResult[] | Promise<EntryResult[]>;
type OneAnswer = (email: SingleEmail) => EntryResult | Promise<EntryResult>;

export class MemoryMailer implements Mailer {
  readonly bulk: BulkEmail[] = [];
  readonly single: SingleEmail[] = [];
  #accepted = 0;

  /** Decides the next answers; replace to make SES throttle, refuse, time out or die. */
  answerBulk: BulkAnswer = (email) => email.entries.map(() => this.accept());
  answerOne: OneAnswer = () => this.accept();

  async sendBulk(email: BulkEmail): Promise<EntryResult[]> {
    this.bulk.push(copy(email));
    return this.answerBulk(email);
  }

  async sendOne(email: SingleEmail): Promise<EntryResult> {
    this.single.push(copy(email));
    return this.answerOne(email);
  }

  accept(): EntryResult {
    this.#accepted += 1;
    return { result: 'accepted', messageId: `message-${this.#accepted}` };
  }

  /** Addresses mail was handed over for, in order, once per hand-over. */
  recipients(): string[] {
    return [...this.bulk.flatMap(({ entries }) => entries.map(({ to }) => to)), ...this.single.map(({ to }) => to)];
  }
}

// The application as its staff and its clock show it, over HTTP: sends a newsletter, reads the numbers, lets time pass.
import type { EpochMs } from '../../functions/domain/time.ts';
import { Visitor } from '../staff/visitor.ts';

export interface Numbers {
  readonly planned: number;
  readonly sent: number;
  readonly delivered: number;
  readonly inDoubt: number;
  readonly duplicates: number;
  readonly refused: Readonly<Record<string, number>>;
}

export interface Issue {
  readonly id: string;
  readonly state: string;
  readonly planned: number;
  readonly numbers: Numbers;
}

export const newsletter = {
  subject: 'A longer evening every Thursday',
  markdown: `From this month we are open until seven on Thursdays.\n\n**[Book an evening](https://www.lumenskin.example/book)**\n`,
} as const;

export class Desk {
  readonly #visitor: Visitor;
  #signedIn = false;

  constructor(readonly origin: string) {
    this.#visitor = new Visitor(origin);
  }

  async now(): Promise<EpochMs> {
    const { now } = (await (await fetch(`${this.origin}/_local/clock`)).json()) as { now: string };
    return Date.parse(now);
  }

  async advanceTo(at: EpochMs): Promise<void> {
    const answer = await fetch(`${this.origin}/_local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: new Date(Math.max(at, await this.now())).toISOString() }),
    });
    if (!answer.ok) throw new Error(`The clock answered ${answer.status}: ${await answer.text()}`);
  }

  writeNewsletter(): Promise<Issue> {
    return this.#ask('/broadcasts', newsletter) as Promise<Issue>;
  }

  /** To everybody subscribed now. */
  async send(id: string): Promise<void> {
    await this.#ask(`/broadcasts/${id}/send`, {});
  }

  async issue(id: string): Promise<Issue> {
    return (await this.#ask(`/broadcasts/${id}`)) as Issue;
  }

  /** Of the series, all steps together. */
  async series(): Promise<Numbers> {
    return ((await this.#ask('/journeys/acne-scars/report')) as { total: Numbers }).total;
  }

  async #ask(path: string, body?: unknown): Promise<unknown> {
    if (!this.#signedIn) await this.#visitor.signIn('editor');
    this.#signedIn = true;
    const url = `/staff/api${path}`;
    const answer = await (body === undefined ? this.#visitor.ask(url) : this.#visitor.post(url, body));
    if (!answer.ok) throw new Error(`The staff API answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  }
}

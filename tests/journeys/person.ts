// A person as the product meets her: over HTTP alone. Signs up, confirms, reads, clicks, leaves.
import { Temporal } from 'temporal-polyfill';

export interface ReceivedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: string;
  readonly template: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

/** A desktop browser's. */
const userAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

export class Clinic {
  constructor(public origin: string) {}

  /** Started anew, perhaps on another port. */
  moveTo(origin: string): void {
    this.origin = origin;
  }

  async now(): Promise<number> {
    const { now } = (await (await fetch(`${this.origin}/_local/clock`)).json()) as { now: string };
    return Temporal.Instant.from(now).epochMilliseconds;
  }

  async advance(duration: string): Promise<void> {
    const answer = await fetch(`${this.origin}/_local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: duration }),
    });
    if (!answer.ok) throw new Error(`The clock answered ${answer.status}: ${await answer.text()}`);
  }

  async mailTo(email: string): Promise<ReceivedMail[]> {
    const answer = await fetch(`${this.origin}/_local/messages?to=${encodeURIComponent(email)}`);
    return (await answer.json()) as ReceivedMail[];
  }
}

export class Person {
  confirmedAt = 0;
  readonly #opened = new Set<string>();

  constructor(
    readonly clinic: Clinic,
    readonly email: string,
    readonly tracking: boolean,
    readonly timeZone = 'Europe/London',
  ) {}

  async signUp(): Promise<Response> {
    return fetch(`${this.clinic.origin}/api/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: this.email,
        firstName: 'Anna',
        consent: true,
        tracking: this.tracking,
        timeZone: this.timeZone,
      }),
    });
  }

  /** Presses the button of the confirmation e-mail's page; answers the page's status. */
  async confirm(): Promise<number> {
    const mail = (await this.mail()).findLast(({ template }) => template === 'confirm');
    const link = mail?.links.find(({ name }) => name === 'main');
    if (!link) throw new Error(`${this.email} has no confirmation e-mail.`);
    const { status } = await fetch(link.url, { method: 'POST', body: new URLSearchParams() });
    this.confirmedAt = await this.clinic.now();
    return status;
  }

  mail(): Promise<ReceivedMail[]> {
    return this.clinic.mailTo(this.email);
  }

  /** Opens every e-mail at least ten minutes old that she has not opened yet, and clicks its main button. */
  async readNew(): Promise<void> {
    const now = await this.clinic.now();
    for (const mail of await this.mail()) {
      const age = now - Temporal.Instant.from(mail.at).epochMilliseconds;
      const pixel = /https?:\/\/[^"]+\/o\/[^"]+\.gif/.exec(mail.html)?.[0];
      if (this.#opened.has(mail.id) || age < 11 * 60_000 || !pixel) continue;
      this.#opened.add(mail.id);
      await fetch(pixel, { headers: { 'user-agent': userAgent } });
      const main = mail.links.find(({ name }) => name === 'main');
      if (main) await fetch(main.url, { headers: { 'user-agent': userAgent }, redirect: 'manual' });
    }
  }

  /** RFC 8058: what a mailbox does when she presses its unsubscribe button. */
  async leaveByOneClick(mail: ReceivedMail): Promise<Response> {
    const [, url = ''] = /<(https?:[^>]+)>/.exec(mail.headers['List-Unsubscribe'] ?? '') ?? [];
    return fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
    });
  }

  /** Marketing mail as `DAY template`, days counted in her calendar from the confirmation. */
  async calendar(): Promise<string[]> {
    const date = (at: number) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone).toPlainDate();
    const from = date(this.confirmedAt);
    const received = (await this.mail()).filter(({ template }) => template !== 'confirm');
    return received.map(
      ({ at, template }) => `${from.until(date(Temporal.Instant.from(at).epochMilliseconds)).days} ${template}`,
    );
  }
}

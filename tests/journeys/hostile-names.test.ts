// Names that attack, end to end over HTTP: signed up, confirmed, sent through the local SES, once with one that escapes what
// it substitutes and once with one that does not. What arrives is harmless and readable in HTML, text and headers.
import { beforeAll, describe, expect, it } from 'vitest';
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { parseAddress } from '../../functions/domain/address.ts';
import { headerNames, mimeOfArrived } from '../rendering/mime.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person, type ReceivedMail } from './person.ts';

interface Case {
  readonly given: string;
  readonly shown: string;
  /** Longer than a form takes: put into the table by other means, as an import would. */
  readonly stored?: true;
}

const cases: readonly Case[] = [
  { given: '<script>alert(1)</script>', shown: '‹script›alert(1)‹∕script›' },
  { given: '{{7*7}}', shown: '7*7' },
  { given: '{{firstName}}{{leaveToken}}', shown: 'firstNameleaveToken' },
  { given: "O'Brien & Söhne", shown: 'O’Brien ＆ Söhne' },
  { given: 'x'.repeat(200), shown: 'x'.repeat(60), stored: true },
  { given: '👩🏽‍⚕️ 🦊', shown: '👩🏽‍⚕️ 🦊' },
  { given: 'מרים', shown: 'מרים' },
  { given: '\u202eanna', shown: 'anna' },
  { given: 'Eva\r\nBcc: all@example.com', shown: 'Eva Bcc: all@example․com', stored: true },
  { given: '"><img src=x onerror=alert(1)>', shown: '”›‹img src＝x onerror＝alert(1)›' },
];
const greetings = { en: (name: string) => `Hello ${name},`, es: (name: string) => `Hola, ${name}:` } as const;
type Locale = keyof typeof greetings;

/** As a reader's program shows it: entities undone. Look-alikes are untouched by both. */
const tags = (html: string) =>
  (html.match(/<[a-z!/][^>]*>/gi) ?? []).map((tag) => tag.replace(/[A-Za-z0-9_-]{40,}/g, '…'));

describe.each(['plain', 'escaping'] as const)('an SES whose substitution is %s', (substitution) => {
  const { runner } = startOwn({ substitution });
  const received = new Map<string, ReceivedMail[]>();
  const key = (given: string, locale: Locale) => `${locale} ${given}`;

  beforeAll(async () => {
    const clinic = new Clinic(runner().origin);
    const people = [{ given: 'Anna', shown: 'Anna' } as Case, ...cases].flatMap((one, n) =>
      (['en', 'es'] as const).map((locale) => ({ ...one, locale, email: `person.${locale}${n}@example.com` })),
    );
    for (const { given, stored, locale, email } of people) {
      const answer = await fetch(`${clinic.origin}/api/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          email,
          consent: true,
          tracking: locale === 'es',
          locale,
          ...(!stored && { firstName: given }),
        }),
      });
      expect(answer.status, given).toBe(202);
      if (!stored) continue;
      const store = makeSubscriberStore(runner().context);
      const known = await store.get(makeIdentity(runner().context).subscriberId(parseAddress(email).key));
      if (!known) throw new Error(`${email} is not stored.`);
      await store.save({ ...known, firstName: given });
    }
    await runner().settle();
    for (const { email, given, locale } of people) {
      const person = new Person(clinic, email, locale === 'es');
      expect(await person.confirm(), given).toBe(200);
    }
    await clinic.advance('PT30M');
    for (const { email, given, locale } of people) received.set(key(given, locale), await clinic.mailTo(email));
  }, 120_000);

  it.each(cases)('brings $given harmless and readable', async ({ given, shown }) => {
    for (const locale of ['en', 'es'] as const) {
      const mails = received.get(key(given, locale)) ?? [];
      const usual = received.get(key('Anna', locale)) ?? [];
      expect(mails.map(({ template }) => template)).toEqual(['confirm', 'welcome']);
      for (const [n, mail] of mails.entries()) {
        const anna = usual[n] as ReceivedMail;
        expect(mail.html).toContain(greetings[locale](shown));
        expect(mail.text.replace(/\s+/g, ' ')).toContain(greetings[locale](shown));
        expect(tags(mail.html)).toEqual(tags(anna.html));
        expect(mail.subject).toBe(anna.subject);
        expect(`${mail.subject}${mail.html}${mail.text}`).not.toMatch(/\{\{|\}\}/);
        expect(Object.keys(mail.headers)).toEqual(Object.keys(anna.headers));
        for (const value of Object.values(mail.headers)) expect(value).not.toMatch(/[\r\n]/);
        const message = await mimeOfArrived(mail);
        expect(headerNames(message)).toEqual(headerNames(await mimeOfArrived(anna)));
        expect(message).not.toMatch(/^Bcc:/im);
      }
    }
  });

  it.each(cases.filter(({ stored }) => stored))('refuses $given at the form', async ({ given }) => {
    const answer = await fetch(`${runner().origin}/api/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'late@example.com', consent: true, firstName: given }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'firstName' }] });
  });
});

it('a local SES that escapes does escape', async () => {
  const { fillIn } = await import('../../infra/local/ses/mail.ts');
  const content = { subject: '{{a}}', html: '<p>{{a}}</p>', text: '{{a}}' };
  expect(fillIn(content, { a: `<b>&"'` }, 'escaping').html).toBe('<p>&lt;b&gt;&amp;&quot;&#x27;</p>');
  expect(fillIn(content, { a: `<b>&"'` }).html).toBe(`<p><b>&"'</p>`);
});

// Mail that came in, worked over the ports in memory: who leaves, what is handed on, and that nothing harmful does anything.
import { beforeEach, describe, expect, it } from 'vitest';
import { makeMailReader } from '../../functions/adapters/mime/mail-reader.ts';
import type { SingleEmail } from '../../functions/ports/mailer.ts';
import { type Arrived, type ReceiveDeps, receiveMail } from '../../functions/usecases/receive-mail.ts';
import { PeopleWorld } from '../people/people-world.ts';
import { arrived } from './letters.ts';

const anna = 'anna@example.com';
const from = { batchId: 'bucketbucktbatchbatch-', slot: 7 };
let world: PeopleWorld;
let sent: SingleEmail[];
let deps: ReceiveDeps;

beforeEach(async () => {
  world = new PeopleWorld();
  await world.join(anna, { tracking: true });
  sent = [];
  const { subscribers, tokens, identity, queues, clock, pace, clinic } = world;
  deps = {
    subscribers,
    tokens,
    identity,
    queues,
    clock,
    pace,
    clinic,
    reader: makeMailReader(),
    mailer: {
      async sendOne(email) {
        sent.push(email);
        return { result: 'accepted', messageId: 'm' };
      },
    },
  };
});

const receive = (lines: readonly string[], changed: Partial<Arrived> = {}) =>
  receiveMail(deps, arrived(lines, changed));

describe('who leaves', () => {
  it('does so by the token in the subject, from whatever address, once', async () => {
    const lines = ['From: somebody@else.example', `Subject: unsubscribe ${world.leaveToken(anna, from)}`, '', ''];
    const verdicts = { spam: 'fail', virus: 'unknown', dmarc: 'fail' } as const;
    expect(await receive(lines, { verdicts, returnPath: '' })).toEqual({ outcome: 'left' });
    expect(world.person(anna)).toMatchObject({ status: 'unsubscribed', leftFrom: from });
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({ given: false, source: 'mail' });
    expect(world.queues.take('hits')).toEqual([{ kind: 'unsubscribe', ...from, at: world.clock.now() }]);
    const after = JSON.stringify([...world.state.subscribers]);
    expect(await receive(lines)).toEqual({ outcome: 'left' });
    expect(JSON.stringify([...world.state.subscribers])).toBe(after);
    expect(sent).toEqual([]);
  });

  it('does so in an encoded subject, folded over lines', async () => {
    const subject = Buffer.from(`unsubscribe ${world.leaveToken(anna)}`).toString('base64');
    const [first, second] = [subject.slice(0, 48), subject.slice(48)];
    const lines = [`From: ${anna}`, `Subject: =?utf-8?B?${first}?=`, ` =?utf-8?B?${second}?=`, '', ''];
    expect(await receive(lines)).toEqual({ outcome: 'left' });
    expect(world.person(anna)?.status).toBe('unsubscribed');
  });

  it('does so by words, where DMARC proves the address', async () => {
    expect(await receive([`From: Anna <${anna}>`, 'Subject: Re: News', '', 'Unsubscribe', '', '> old mail'])).toEqual({
      outcome: 'left',
    });
    expect(world.person(anna)?.status).toBe('unsubscribed');
  });
});

describe('a forged token', () => {
  it.each(['x', 'AAAA'])('does nothing to anybody, and is read by people (%s)', async (tail) => {
    const before = JSON.stringify([...world.state.subscribers]);
    const subject = `unsubscribe ${world.leaveToken(anna, from).slice(0, -4)}${tail}${tail}`;
    expect(await receive([`From: mallory@example.com`, `Subject: ${subject}`, '', ''])).toEqual({
      outcome: 'handed-on',
    });
    expect(world.person(anna)?.status).toBe('active');
    expect(JSON.stringify([...world.state.subscribers])).toBe(before);
  });

  it('in words from an address that is not proven leaves her on the list', async () => {
    const verdicts = { spam: 'pass', virus: 'pass', dmarc: 'fail' } as const;
    expect(await receive([`From: ${anna}`, 'Subject: unsubscribe', '', ''], { verdicts })).toEqual({
      outcome: 'handed-on',
    });
    expect(world.person(anna)?.status).toBe('active');
    expect(sent[0]?.text).toContain('could not be proved');
  });
});

describe('a letter', () => {
  it('goes on to the clinic’s mailbox, to be answered to its writer', async () => {
    const lines = [
      `From: "Anna" <${anna}>`,
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Does <b>it</b> hurt {{firstName}}? {{{{x}}}}',
    ];
    expect(await receive(lines)).toEqual({ outcome: 'handed-on' });
    expect(sent).toHaveLength(1);
    const [mail] = sent as [SingleEmail];
    expect(mail).toMatchObject({ to: world.clinic.sender.replyTo, replyTo: anna, subject: 'Grüße', scalars: {} });
    expect(mail.html).toContain('Does &lt;b&gt;it&lt;/b&gt; hurt');
    // SES would put values in.
    for (const part of [mail.html, mail.text, mail.subject]) expect(part).not.toMatch(/\{\{|\}\}/);
    expect(JSON.stringify(mail.tags)).not.toContain('anna');
    expect(mail.headers).toMatchObject({ 'x-afterglow-handed-on': 'yes', 'Auto-Submitted': 'auto-generated' });
  });

  it('is cut between characters, never through one', async () => {
    const flowers = (count: number) => `a${'🌸'.repeat(count)}`;
    const subject = `Subject: =?utf-8?B?${Buffer.from(flowers(150)).toString('base64')}?=`;
    const utf8 = 'Content-Type: text/plain; charset=utf-8';
    await receive([`From: ${anna}`, subject, utf8, '', flowers(40_000)]);
    const [mail] = sent as [SingleEmail];
    expect(mail.subject).toBe(flowers(99));
    for (const part of [mail.html, mail.text]) expect(part.isWellFormed()).toBe(true);
  });

  it('is words alone: pages are read, attachments counted, and length has an end', async () => {
    const lines = [
      `From: ${anna}`,
      'Subject: Photo',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      `<style>p{}</style><p>Look&nbsp;here</p>${'<p>more</p>'.repeat(20_000)}`,
      '--b',
      'Content-Type: image/png',
      'Content-Disposition: attachment; filename=face.png',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
      '--b--',
    ];
    expect(await receive(lines)).toEqual({ outcome: 'handed-on' });
    const [{ text }] = sent as [SingleEmail];
    expect(text).toMatch(/Look.here/);
    expect(text).toContain('Left out: 1 attached.');
    expect(text).toContain('The rest of the letter was cut.');
    expect(text.length).toBeLessThan(61_000);
  });

  it('that SES does not take is tried again by whoever called', async () => {
    const failing: ReceiveDeps = {
      ...deps,
      mailer: { sendOne: async () => ({ result: 'not-sent', reason: 'TooManyRequestsException' }) },
    };
    await expect(receiveMail(failing, arrived([`From: ${anna}`, 'Subject: Hello', '', 'Hello']))).rejects.toThrow(
      'A letter could not be handed on: not-sent.',
    );
  });
});

describe('what machines and strangers send', () => {
  it.each<[string, string[], Partial<Arrived>, string]>([
    ['a bounce', ['From: MAILER-DAEMON@mx.example', 'Subject: Undeliverable', '', ''], { returnPath: '' }, 'automatic'],
    ['an absence', [`From: ${anna}`, 'Auto-Submitted: auto-replied', 'Subject: Away', '', ''], {}, 'automatic'],
    [
      'our own letter come back',
      [`From: care@lumenskin.example`, 'X-Afterglow-Handed-On: yes', '', ''],
      {},
      'automatic',
    ],
    ['nothing at all', [''], {}, 'nobody'],
  ])('%s does nothing', async (_what, lines, changed, reason) => {
    expect(await receive(lines, changed)).toEqual({ outcome: 'ignored', reason });
    expect(sent).toEqual([]);
  });

  it('parts within parts without end are not read', async () => {
    const deep = Array.from({ length: 300 }, (_, index) => [
      `Content-Type: multipart/mixed; boundary=b${index}`,
      '',
      `--b${index}`,
    ]).flat();
    expect(await receive([`From: ${anna}`, ...deep])).toEqual({ outcome: 'ignored', reason: 'unreadable' });
  });

  it('noise never throws', async () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const raw = Uint8Array.from({ length: 300 }, (_, index) => (seed * 31 + index * index * 7) % 256);
      expect(['ignored', 'handed-on']).toContain((await receiveMail(deps, { ...arrived([]), raw })).outcome);
    }
  });
});

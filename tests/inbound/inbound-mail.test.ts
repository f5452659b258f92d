// What an e-mail that came in asks for: tokens are found wherever a mailbox puts them, machines are never answered, words count only
// from a proven address.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InboundMail, leaveMailto, requestOf, tokensIn } from '../../functions/domain/inbound-mail.ts';
import { leaveHeaders } from '../../functions/usecases/personalise.ts';
import { letter } from './letters.ts';

const domain = 'mail.lumenskin.example';
const base64url = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{40,110}$/);

describe('a token', () => {
  it('is found in the subject that the mailbox writes for List-Unsubscribe, also when it was answered or forwarded', () => {
    fc.assert(
      fc.property(base64url, fc.constantFrom('', 'Re: ', 'FWD: AW: '), (token, mark) => {
        const { pathname, searchParams } = new URL(leaveMailto(domain, token));
        expect(pathname).toBe(`unsubscribe@${domain}`);
        expect(tokensIn(letter({ subject: `${mark}${searchParams.get('subject')}` }))).toEqual([token]);
      }),
    );
  });

  it('is found in the first line where the subject was lost', () => {
    fc.assert(
      fc.property(base64url, (token) => {
        expect(tokensIn(letter({ subject: '', text: `\n  unsubscribe ${token}\nSent from my phone` }))).toEqual([
          token,
        ]);
      }),
    );
  });

  it('is one of three at most, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000 }), fc.string({ maxLength: 5_000 }), (subject, text) => {
        expect(tokensIn({ subject, text }).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('List-Unsubscribe', () => {
  const clinic = { linkOrigin: `https://${domain}`, mailDomain: domain };

  it('names a mailto only where somebody receives it, and one-click either way', () => {
    const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEf';
    const https = `<https://${domain}/unsubscribe/${token}>`;
    const post = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    expect(leaveHeaders({ ...clinic, receivesMail: false }, token)).toEqual({ 'List-Unsubscribe': https, ...post });
    expect(leaveHeaders({ ...clinic, receivesMail: true }, token)).toEqual({
      'List-Unsubscribe': `${https}, <mailto:unsubscribe@${domain}?subject=unsubscribe%20${token}>`,
      ...post,
    });
  });

  it('fits what SES takes as a header, with the longest domains', () => {
    const long = [...Array(3).fill('a'.repeat(63)), 'example.com'].join('.');
    const value = leaveHeaders(
      { linkOrigin: `https://${long}`, mailDomain: long, receivesMail: true },
      'A'.repeat(120),
    );
    expect(value['List-Unsubscribe']?.length).toBeLessThanOrEqual(995);
  });
});

describe('a person', () => {
  it('is read by people', () => {
    expect(requestOf(letter(), domain)).toEqual({ kind: 'letter' });
  });

  it.each(['unsubscribe', 'Re: STOP', 'Please unsubscribe me.', 'baja', 'Darme de baja', 'Abmelden!'])(
    'who writes "%s" from a proven address leaves',
    (subject) => {
      expect(requestOf(letter({ subject }), domain)).toEqual({ kind: 'leave', address: 'anna@example.com' });
      expect(requestOf(letter({ subject: 'Your e-mail', text: `${subject}\n` }), domain).kind).toBe(
        /^re:/i.test(subject) ? 'letter' : 'leave',
      );
    },
  );

  it.each(['unknown', 'fail'] as const)('whose address is not proven (%s) is read by people instead', (dmarc) => {
    const verdicts = { spam: 'pass', virus: 'pass', dmarc } as const;
    expect(requestOf(letter({ subject: 'unsubscribe', verdicts }), domain)).toEqual({ kind: 'letter' });
  });

  it('who asks how to stop bleeding leaves nothing', () => {
    expect(requestOf(letter({ subject: 'Stop the redness?' }), domain)).toEqual({ kind: 'letter' });
  });
});

const nothing: [string, Partial<InboundMail>, string][] = [
  ['a bounce', { returnPath: '<>' }, 'automatic'],
  ['a bounce without brackets', { returnPath: '' }, 'automatic'],
  ['an out-of-office note', { headers: { 'auto-submitted': 'auto-replied (vacation)' } }, 'automatic'],
  ['a list', { headers: { 'list-id': '<news.example>' } }, 'automatic'],
  ['bulk', { headers: { precedence: 'Bulk' } }, 'automatic'],
  ['what we handed on ourselves', { headers: { 'x-afterglow-handed-on': 'yes' } }, 'automatic'],
  ['a mailer', { from: 'MAILER-DAEMON@mx.example' }, 'automatic'],
  ['no-reply', { from: 'no-reply@shop.example' }, 'automatic'],
  ['our own sender', { from: `hello@${domain}` }, 'automatic'],
  ['our own envelope', { from: `x@bounce.${domain}` }, 'automatic'],
  ['somebody without an address', { from: '' }, 'nobody'],
  ['spam', { verdicts: { spam: 'fail', virus: 'pass', dmarc: 'pass' } }, 'spam'],
  ['a virus', { verdicts: { spam: 'pass', virus: 'fail', dmarc: 'pass' } }, 'virus'],
];

it.each(nothing)('%s is answered by nobody and handed on to nobody', (_what, changed, reason) => {
  expect(requestOf(letter({ subject: 'unsubscribe', ...changed }), domain)).toEqual({ kind: 'nothing', reason });
});

it('a person who says that she is none of these is heard', () => {
  expect(requestOf(letter({ headers: { 'auto-submitted': 'no', precedence: 'first-class' } }), domain).kind).toBe(
    'letter',
  );
});

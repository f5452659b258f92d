// The whole message as it would travel: a rendered e-mail filled for one person, with the headers that go with it.
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Rendered } from '../../functions/ports/renderer.ts';
import { leaveHeaders } from '../../functions/usecases/personalise.ts';
import { clinic, origin, substitute } from './built.ts';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEf';

export async function mimeOf(mail: Rendered, firstName: string): Promise<string> {
  const values = { firstName, slotToken: token, leaveToken: token, confirmToken: token };
  const composer = new MailComposer({
    from: { name: clinic.sender.name, address: clinic.sender.address },
    to: 'anna@example.com',
    replyTo: clinic.sender.replyTo,
    messageId: `<0102019f-1234@${clinic.mailDomain}>`,
    subject: substitute(mail.subject, values),
    html: substitute(mail.html, values),
    text: substitute(mail.text, values),
    headers: mail.scalars.includes('leaveToken') ? leaveHeaders({ ...clinic, linkOrigin: origin }, token) : {},
  });
  return String(await composer.compile().build());
}

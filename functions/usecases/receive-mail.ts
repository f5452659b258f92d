// Works an e-mail that came in at the mail domain: a genuine token leaves, so do clear words from a proven address; letters of people
// go on to the clinic's own mailbox; the rest ends here.
import { AddressError, parseAddress } from '../domain/address.ts';
import type { Clinic } from '../domain/clinic.ts';
import { cutText } from '../domain/cut-text.ts';
import { handedOnHeader, type InboundMail, requestOf, tokensIn } from '../domain/inbound-mail.ts';
import { toSeconds36 } from '../domain/time.ts';
import type { Identity } from '../ports/identity.ts';
import type { MailReader } from '../ports/mail-reader.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Pace } from '../ports/pace.ts';
import { type LeaveDeps, leaveAs } from './leave.ts';

export interface ReceiveDeps extends LeaveDeps {
  readonly reader: MailReader;
  readonly identity: Pick<Identity, 'subscriberId'>;
  readonly mailer: Pick<Mailer, 'sendOne'>;
  readonly pace: Pick<Pace, 'reserve'>;
  readonly clinic: Pick<Clinic, 'mailDomain' | 'name' | 'sender'>;
}

/** What SES says of a mail, and the mail itself. */
export interface Arrived extends Pick<InboundMail, 'returnPath' | 'to' | 'verdicts'> {
  readonly raw: Uint8Array;
}

export type Received =
  | { readonly outcome: 'left' | 'handed-on' }
  | { readonly outcome: 'ignored'; readonly reason: string };

/** Longer letters are cut; SES hands over mail of at most 150 KB, attachments included. */
const maxLetter = 60_000;
const maxSubject = 200;

/**
 * Idempotent for those who leave; a letter whose invocation is repeated is handed on again. Throws where it could not be handed on, so that the
 * caller tries again.
 */
export async function receiveMail(deps: ReceiveDeps, { raw, ...envelope }: Arrived): Promise<Received> {
  const read = await deps.reader.read(raw);
  if (!read) return { outcome: 'ignored', reason: 'unreadable' };
  const mail: InboundMail = { ...read, ...envelope };
  for (const token of tokensIn(mail)) {
    const claim = deps.tokens.readLeave(token);
    if (!claim) continue;
    await leaveAs(deps, claim, 'mail');
    return { outcome: 'left' };
  }
  const request = requestOf(mail, deps.clinic.mailDomain);
  if (request.kind === 'nothing') return { outcome: 'ignored', reason: request.reason };
  if (request.kind === 'leave' && (await leaveByAddress(deps, request.address))) return { outcome: 'left' };
  await handOn(deps, mail);
  return { outcome: 'handed-on' };
}

/** Whether she was on the list: of somebody else, people should hear. */
async function leaveByAddress(deps: ReceiveDeps, written: string): Promise<boolean> {
  try {
    const subscriberId = deps.identity.subscriberId(parseAddress(written).key);
    return (await leaveAs(deps, { subscriberId }, 'mail')) !== 'stopped';
  } catch (error) {
    if (error instanceof AddressError) return false;
    throw error;
  }
}

async function handOn({ mailer, pace, clock, clinic }: ReceiveDeps, mail: InboundMail): Promise<void> {
  const now = clock.now();
  const from = mail.from ?? '';
  const isProven = mail.verdicts.dmarc === 'pass';
  const notes = [
    `${from} wrote to ${mail.to.join(', ')}. Your answer goes to ${from}.`,
    ...(isProven ? [] : ['Whether the address is the writer’s own could not be proved.']),
    ...(mail.attachments > 0 ? [`Left out: ${mail.attachments} attached.`] : []),
    ...(mail.text.length > maxLetter ? ['The rest of the letter was cut.'] : []),
  ];
  const letter = cutText(mail.text, maxLetter);
  await pace.reserve(1, 'transactional', now);
  const answer = await mailer.sendOne({
    to: clinic.sender.replyTo,
    replyTo: from,
    subject: literal(cutText(oneLine(mail.subject), maxSubject) || `A letter to ${clinic.name}`),
    text: literal(`${notes.join('\n')}\n\n${letter}`),
    html: literal(
      `<p>${notes.map(escaped).join('<br>')}</p><pre style="white-space:pre-wrap">${escaped(letter)}</pre>`,
    ),
    scalars: {},
    tags: { kind: 'letter', at: toSeconds36(now) },
    headers: { [handedOnHeader]: 'yes', 'Auto-Submitted': 'auto-generated' },
  });
  if (answer.result !== 'accepted') throw new Error(`A letter could not be handed on: ${answer.result}.`);
}

/** SES substitutes what stands in double braces; a letter's own are kept apart. */
function literal(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ').replace(/\}(?=\})/g, '} ');
}

function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').trim();
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

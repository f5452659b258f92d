// Mail that comes in at the clinic's mail domain: what it asks for, decided from what it says and from what SES found out about it.
// Sources: RFC 2369 and RFC 8058 (List-Unsubscribe), RFC 3834 (automatic responses).

export type Verdict = 'pass' | 'fail' | 'unknown';

export interface InboundMail {
  /** Of the `From` header; undefined where it names none. */
  readonly from?: string;
  /** Of the envelope; empty for bounces. */
  readonly returnPath: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** By name in lower case; the first of each. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parts that are no text, and are not handed on. */
  readonly attachments: number;
  readonly verdicts: { readonly spam: Verdict; readonly virus: Verdict; readonly dmarc: Verdict };
}

export type InboundRequest =
  /** Asks in words, and DMARC says that the address is the writer's own. */
  | { readonly kind: 'leave'; readonly address: string }
  /** For people to read. */
  | { readonly kind: 'letter' }
  | { readonly kind: 'nothing'; readonly reason: 'spam' | 'virus' | 'automatic' | 'nobody' };

/** The subject of a mail that a mailbox's "unsubscribe" button writes for the reader. */
const leaveWord = 'unsubscribe';
/** Put into what is handed on, so that a mailbox that sends it back to us is not answered for ever. */
export const handedOnHeader = 'x-afterglow-handed-on';

const maxTokens = 3;
const token = /(?<![\w-])[A-Za-z0-9][A-Za-z0-9_-]{40,119}(?![\w-])/g;
/** What people write who want no more, in the languages of the e-mails; alone in the subject or in the first line. */
const leaveWords =
  /^(please )?(unsubscribe|leave|stop|remove me|opt out|baja|cancelar|dar(me)? de baja|abmelden)( me)?[.!]*$/i;
const replyMarks = /^\s*((re|fwd?|aw|rv)\s*:\s*)+/i;

/** The address and subject of List-Unsubscribe's `mailto`. A local part could not carry a token: it may be 64 characters long. */
export function leaveMailto(mailDomain: string, leaveToken: string): string {
  return `mailto:${leaveWord}@${mailDomain}?subject=${leaveWord}%20${leaveToken}`;
}

/**
 * What may be tokens in the subject or the first line, whatever is around them. Whoever holds a genuine one was sent it by us and may leave,
 * from whatever address.
 */
export function tokensIn({ subject, text }: Pick<InboundMail, 'subject' | 'text'>): readonly string[] {
  const found = `${subject}\n${firstLine(text)}`.match(token) ?? [];
  return [...new Set(found)].slice(0, maxTokens);
}

/** What is left to do once no token was genuine. `mailDomain` is ours. */
export function requestOf(mail: InboundMail, mailDomain: string): InboundRequest {
  const { verdicts, from } = mail;
  if (verdicts.virus === 'fail') return { kind: 'nothing', reason: 'virus' };
  if (verdicts.spam === 'fail') return { kind: 'nothing', reason: 'spam' };
  if (!from) return { kind: 'nothing', reason: 'nobody' };
  if (isAutomatic(mail, mailDomain)) return { kind: 'nothing', reason: 'automatic' };
  if (verdicts.dmarc === 'pass' && asksToLeave(mail)) return { kind: 'leave', address: from };
  return { kind: 'letter' };
}

function asksToLeave({ subject, text }: InboundMail): boolean {
  return [subject.replace(replyMarks, ''), firstLine(text)].some((words) => leaveWords.test(words.trim()));
}

/** Bounces, out-of-office notes, lists, and what we ourselves sent: an answer to one of them could go round for ever. */
function isAutomatic({ headers, returnPath, from = '' }: InboundMail, mailDomain: string): boolean {
  const says = (name: string) => headers[name]?.toLowerCase().trim() ?? '';
  const [local = '', domain = ''] = from.toLowerCase().split('@');
  return (
    returnPath.replace(/[<>\s]/g, '') === '' ||
    !['', 'no'].includes(says('auto-submitted').split(';')[0]?.trim() ?? '') ||
    ['bulk', 'list', 'junk', 'auto_reply'].includes(says('precedence')) ||
    ['list-id', 'x-autoreply', 'x-autorespond', handedOnHeader].some((name) => headers[name] !== undefined) ||
    /^(mailer-daemon|postmaster|no-?reply|bounces?)([+.-]|$)/.test(local) ||
    domain === mailDomain ||
    domain.endsWith(`.${mailDomain}`)
  );
}

function firstLine(text: string): string {
  return (
    text
      .slice(0, 2_000)
      .split('\n')
      .find((line) => line.trim() !== '') ?? ''
  )
    .trim()
    .slice(0, 400);
}

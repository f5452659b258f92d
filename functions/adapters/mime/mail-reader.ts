// E-mail over the wire to words, by postal-mime. Attachments are counted and dropped.
import PostalMime from 'postal-mime';
import type { MailReader } from '../../ports/mail-reader.ts';

/** Deeper nesting than people's mail has; what exceeds it is refused. */
const maxNestingDepth = 20;

export function makeMailReader(): MailReader {
  return {
    async read(raw) {
      try {
        const mail = await PostalMime.parse(raw, { maxNestingDepth, attachmentEncoding: 'arraybuffer' });
        const headers: Record<string, string> = {};
        for (const { key, value } of mail.headers) headers[key] ??= value;
        const from = mail.from && 'address' in mail.from ? mail.from.address : undefined;
        return {
          ...(from && { from }),
          subject: mail.subject ?? '',
          text: mail.text ?? wordsOf(mail.html ?? ''),
          headers,
          attachments: mail.attachments.length,
        };
      } catch {
        // It throws on limits alone; its message may quote the mail, which a log must not.
        return undefined;
      }
    },
  };
}

/** Good enough for a letter that somebody reads: its words, without the page around them. */
function wordsOf(html: string): string {
  return html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&amp;/gi, '&');
}

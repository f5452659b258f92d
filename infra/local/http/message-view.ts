// An e-mail as `/_local/messages` shows it: what was sent, with the names and addresses of its links from the link table.
import type { EmailLink } from '../../../functions/ports/renderer.ts';
import type { LinkTable, LinkTables } from '../../../functions/ports/stores.ts';
import type { StoredMail } from '../ses/mail.ts';

export interface MessageView {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** ISO instant, virtual. */
  readonly at: string;
  readonly template: string | null;
  readonly links: readonly EmailLink[];
  readonly tags: Readonly<Record<string, string>>;
}

export async function viewMessage(mail: StoredMail, tables: LinkTables, origin: string): Promise<MessageView> {
  const render = mail.tags.render;
  const table = render === undefined ? undefined : await tables.get(render);
  return {
    id: mail.messageId,
    to: mail.to,
    from: mail.from,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: headersOf(mail),
    at: new Date(mail.at).toISOString(),
    template: table?.template ?? mail.tags.template ?? null,
    links: table ? links(table, mail.data ?? {}, origin) : [],
    tags: mail.tags,
  };
}

function headersOf(mail: StoredMail): Record<string, string> {
  return {
    From: mail.from,
    To: mail.to,
    Subject: mail.subject,
    Date: new Date(mail.at).toUTCString(),
    'Message-ID': `<${mail.messageId}@email.amazonses.com>`,
    ...(mail.replyTo.length > 0 && { 'Reply-To': mail.replyTo.join(', ') }),
    ...Object.fromEntries(mail.headers.map(({ name, value }) => [name, value])),
  };
}

const neverRedirected = new Set(['unsubscribe', 'preferences']);

function links(table: LinkTable, data: Readonly<Record<string, string>>, origin: string): EmailLink[] {
  return table.links.map(({ name, url }, n) => {
    const redirected =
      table.tracked && !neverRedirected.has(name) && /^https?:/i.test(url) && data.slotToken !== undefined;
    if (redirected) return { name, url: `${origin}/c/${data.slotToken}/${n}` };
    return { name, url: url.replace(/\{(\w+)\}/g, (place, scalar: string) => data[scalar] ?? place) };
  });
}

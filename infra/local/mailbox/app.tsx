// The mailbox: all mail of the run, for people. Pages work without JavaScript; a small script keeps them live.
import { type Context, Hono } from 'hono';
import { dayMs, hourMs } from '../../../functions/domain/time.ts';
import { type LocalApiParts, needMail } from '../http/local-api.ts';
import { viewMessage } from '../http/message-view.ts';
import { LocalProblem, problemResponse } from '../http/problems.ts';
import type { EventType } from '../ses/mail.ts';
import { mailboxScript } from './browser-script.ts';
import { MailboxPage } from './page.tsx';
import { readView } from './view.ts';

const mailsPerPage = 60;
const advances: Readonly<Record<string, number>> = { hour: hourMs, day: dayMs, week: 7 * dayMs };
const eventsByForm: Readonly<Record<string, EventType>> = { bounce: 'Bounce', complaint: 'Complaint' };

export function makeMailbox(parts: LocalApiParts): Hono {
  const app = new Hono().basePath('/mailbox');
  app.onError((error) => problemResponse(error));
  app.get('/', (c) => showPage(parts, c));
  app.get('/script.js', (c) => c.body(mailboxScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/state', (c) => c.json({ now: parts.clock.now(), count: needMail(parts).count() }));
  app.post('/clock', async (c) => {
    const by = String((await c.req.parseBody()).by ?? '');
    const durationMs = advances[by];
    if (by === 'next') await parts.advanceToNextMail();
    else if (durationMs !== undefined) await parts.advanceTo(parts.clock.now() + durationMs);
    else throw new LocalProblem(422, 'Unknown step', 'Send by=hour, by=day, by=week or by=next.');
    return goBack(c);
  });
  app.get('/:id', (c) => showPage(parts, c, c.req.param('id')));
  app.get('/:id/body', (c) => {
    const mail = known(parts, c.req.param('id'));
    return c.html(forFrame(mail.html), 200, { 'content-security-policy': "script-src 'none'; object-src 'none'" });
  });
  app.post('/:id/events', async (c) => {
    const mail = known(parts, c.req.param('id'));
    const type = eventsByForm[String((await c.req.parseBody()).type ?? '')];
    if (!type) throw new LocalProblem(422, 'Unknown event', 'Send type=bounce or type=complaint.');
    needMail(parts).addEvent({ messageId: mail.messageId, at: parts.clock.now(), type });
    await parts.conductor.settle();
    return goBack(c);
  });
  return app;
}

async function showPage(parts: LocalApiParts, c: Context, id?: string) {
  const store = needMail(parts);
  const view = readView(new URL(c.req.url).searchParams);
  const rows = store.newest(view.search, mailsPerPage + 1, view.before);
  const message = id === undefined ? undefined : await viewMessage(known(parts, id), parts.linkTables, parts.origin);
  const list = {
    rows: rows.slice(0, mailsPerPage).map(({ mail }) => mail),
    older: rows.length > mailsPerPage ? rows[mailsPerPage - 1]?.id : undefined,
    count: store.count(),
  };
  return c.html(
    <MailboxPage now={parts.clock.now()} timeZone={parts.timeZone} view={view} list={list} message={message} />,
    200,
    { 'cache-control': 'no-store' },
  );
}

function known(parts: LocalApiParts, id: string) {
  const mail = needMail(parts).byId(id);
  if (mail) return mail;
  throw new LocalProblem(404, 'No such e-mail', 'No e-mail has this id; it may be from before --fresh.');
}

/** Links leave the frame for a tab of their own, as in a mail program. */
function forFrame(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}

function goBack(c: Context): Response {
  const from = URL.parse(c.req.header('referer') ?? '');
  return c.redirect(from?.pathname.startsWith('/mailbox') ? from.pathname + from.search : '/mailbox', 303);
}

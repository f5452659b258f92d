// Newsletters for staff: the list, writing, the test, the confirmed "send now", and what became of an issue.
import { type Context, Hono } from 'hono';
import { AddressError } from '../../domain/address.ts';
import type { Clinic } from '../../domain/clinic.ts';
import { topicOfBroadcast } from '../../domain/topic.ts';
import type { BroadcastReport } from '../../usecases/report-broadcasts.ts';
import { TestNotSentError } from '../../usecases/test-send.ts';
import { allowOnly } from './allow-only.tsx';
import type { StaffDesk } from './desk.ts';
import { formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { livePreviewScript, NewsletterFormPage, readDraft, type Typed } from './newsletter-form.tsx';
import { NewsletterList, NewsletterPage, SendPage } from './newsletter-views.tsx';
import { previewDocument } from './preview.ts';

const nothingTyped: Typed = { subject: '', preheader: '', markdown: '', topic: '' };

export function newsletterPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  const editorsOnly = allowOnly(clinic, 'editor');

  app.get('/live-preview.js', (c) => c.body(livePreviewScript, 200, { 'content-type': 'text/javascript' }));

  app.get('/newsletters', async (c) =>
    c.html(<NewsletterList c={c} clinic={clinic} reports={await desk.reportBroadcasts()} formats={formats} />),
  );

  app.get('/newsletters/new', editorsOnly, (c) =>
    c.html(<NewsletterFormPage c={c} clinic={clinic} typed={nothingTyped} />),
  );

  /** Sends the test and says so on the page, or why not. */
  const test = async (c: Context<StaffEnv>, id: string) => {
    try {
      const isKnown = await desk.sendTest(id, c.get('member').email);
      return isKnown ? c.redirect(`/staff/newsletters/${id}?done=test`, 303) : c.notFound();
    } catch (error) {
      const isRefusal = error instanceof TestNotSentError || error instanceof AddressError;
      const report = isRefusal ? await desk.reportBroadcast(id) : undefined;
      if (!isRefusal || !report) throw error;
      return c.html(
        <NewsletterPage c={c} clinic={clinic} report={report} formats={formats} problem={error.message} />,
        503,
      );
    }
  };

  /** Saves what was typed, or shows it again with what is wrong. */
  const save = async (c: Context<StaffEnv>, known?: BroadcastReport) => {
    const body = await c.req.parseBody();
    const { typed, draft, errors } = readDraft(body);
    const again = (wrong: Record<string, string>) =>
      c.html(
        <NewsletterFormPage
          c={c}
          clinic={clinic}
          typed={typed}
          errors={wrong}
          {...(known && { broadcastId: known.broadcast.id })}
        />,
        422,
      );
    if (!draft) return again({ ...errors });
    const preview = await desk.previewDraft(draft);
    if ('mistake' in preview) return again({ [preview.field]: preview.mistake });
    const saved = known
      ? await desk.changeDraft(known.broadcast.id, draft)
      : await desk.createDraft(draft, c.get('member').email);
    if (!saved) return again({ subject: 'This newsletter is being sent or was changed elsewhere; open it again.' });
    const address = `/staff/newsletters/${saved.id}`;
    if (body.next === 'send') return c.redirect(`${address}/send`, 303);
    if (body.next !== 'test') return c.redirect(`${address}/edit`, 303);
    return test(c, saved.id);
  };

  app.post('/newsletters/new', editorsOnly, (c) => save(c));

  app.get('/newsletters/preview', (c) => previewDocument(c, { html: '' }));
  app.post('/newsletters/preview', editorsOnly, async (c) => {
    const { draft, errors } = readDraft(await c.req.parseBody());
    return previewDocument(
      c,
      draft ? await desk.previewDraft(draft) : { mistake: Object.values({ ...errors }).join(' ') },
    );
  });

  app.get('/newsletters/:id/preview', async (c) => {
    const report = await desk.reportBroadcast(c.req.param('id'));
    return report ? previewDocument(c, await desk.previewDraft(report.broadcast)) : c.notFound();
  });

  app.get('/newsletters/:id', async (c) => {
    const report = await desk.reportBroadcast(c.req.param('id'));
    if (!report) return c.notFound();
    const waiting = await desk.explainWaiting(report);
    const done = c.req.query('done');
    return c.html(
      <NewsletterPage c={c} clinic={clinic} report={report} waiting={waiting} formats={formats} done={done} />,
    );
  });

  app.get('/newsletters/:id/edit', editorsOnly, async (c) => {
    const report = await desk.reportBroadcast(c.req.param('id'));
    if (!report) return c.notFound();
    const { id, state, subject, preheader = '', markdown, topic = '' } = report.broadcast;
    if (state !== 'draft') return c.redirect(`/staff/newsletters/${id}`, 303);
    return c.html(
      <NewsletterFormPage c={c} clinic={clinic} typed={{ subject, preheader, markdown, topic }} broadcastId={id} />,
    );
  });

  app.post('/newsletters/:id/edit', editorsOnly, async (c) => {
    const report = await desk.reportBroadcast(c.req.param('id'));
    return report ? save(c, report) : c.notFound();
  });

  app.post('/newsletters/:id/test', editorsOnly, (c) => test(c, c.req.param('id')));

  app.get('/newsletters/:id/send', editorsOnly, async (c) => {
    const report = await desk.reportBroadcast(c.req.param('id'));
    if (!report) return c.notFound();
    if (report.broadcast.state !== 'draft') return c.redirect(`/staff/newsletters/${report.broadcast.id}`, 303);
    const audience = await desk.countAudience(topicOfBroadcast(report.broadcast));
    return c.html(
      <SendPage c={c} clinic={clinic} broadcast={report.broadcast} audience={audience} formats={formats} />,
    );
  });

  app.post('/newsletters/:id/send', editorsOnly, async (c) => {
    const id = c.req.param('id');
    const started = await desk.startBroadcast(id);
    // Pressing twice ends here: the page shows what the first press did.
    if (!started && !(await desk.reportBroadcast(id))) return c.notFound();
    return c.redirect(`/staff/newsletters/${id}?done=send`, 303);
  });
  return app;
}

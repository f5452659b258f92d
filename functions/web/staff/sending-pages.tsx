// Sending for staff: its state, the emergency stop with its question, resuming, and sending given-up mail again.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { giveUpsLike, mayNotLeave } from '../../usecases/list-troubles.ts';
import { allowOnly } from './allow-only.tsx';
import type { StaffDesk } from './desk.ts';
import { formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { AgainPage, SendingPage } from './sending-views.tsx';
import { noticeOf } from './sending-words.ts';
import { StopPage } from './stop-views.tsx';

export function sendingPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  const editorsOnly = allowOnly(clinic, 'editor');
  const subjectsById = async () =>
    new Map((await desk.reportBroadcasts()).map(({ broadcast }) => [broadcast.id, broadcast.subject] as const));

  app.get('/sending', async (c) => {
    const [report, subjects] = await Promise.all([desk.describeSending(), subjectsById()]);
    const done = noticeOf(c.req.query());
    return c.html(
      <SendingPage c={c} clinic={clinic} formats={formats} report={report} subjects={subjects} done={done} />,
    );
  });

  app.get('/sending/stop', editorsOnly, async (c) => {
    const control = await desk.sendingControl();
    return c.html(<StopPage c={c} clinic={clinic} formats={formats} control={control} />);
  });
  app.post('/sending/stop', editorsOnly, async (c) => {
    const { everything, because } = await c.req.parseBody();
    const words = typeof because === 'string' ? because : undefined;
    const { outcome } = await desk.stopSending(c.get('member').email, everything === 'yes', words);
    return c.redirect(`/staff/sending?done=${outcome}`, 303);
  });

  app.post('/sending/resume', editorsOnly, async (c) => {
    const { rev } = await c.req.parseBody();
    // A form that names no revision was read by nobody: it ends no stop.
    const read = typeof rev === 'string' && /^\d{1,9}$/.test(rev) ? Number(rev) : -1;
    const { outcome } = await desk.resumeSending({ by: c.get('member').email, rev: read });
    return c.redirect(`/staff/sending?done=${{ resumed: 'resume', awaits: '', changed: 'changed' }[outcome]}`, 303);
  });

  app.get('/sending/again/:id', editorsOnly, async (c) => {
    const batchId = c.req.param('id');
    const [{ giveUps }, subjects] = await Promise.all([desk.describeSending(), subjectsById()]);
    const wanted = giveUpsLike(giveUps, batchId);
    return c.html(
      <AgainPage c={c} clinic={clinic} formats={formats} batchId={batchId} giveUps={wanted} subjects={subjects} />,
    );
  });
  app.post('/sending/again/:id', editorsOnly, async (c) => {
    const id = c.req.param('id');
    const { again, passed, rest } = await desk.redriveAlike(id);
    const waits = mayNotLeave(await desk.sendingControl(), id);
    const counts = Object.entries({ again, ...passed, rest }).map(([name, count]): [string, string] => [
      name,
      String(count),
    ]);
    const said = new URLSearchParams([['done', 'redrive'], ...counts]);
    if (waits) said.set('waits', 'yes');
    return c.redirect(`/staff/sending?${said}`, 303);
  });
  return app;
}

// Sending for staff: its state, the emergency stop with its question, resuming, and sending given-up mail again.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { addRedriven, countRedriven } from '../../domain/redriven.ts';
import { type GiveUp, groupGiveUps } from '../../usecases/list-troubles.ts';
import { allowOnly } from './allow-only.tsx';
import type { StaffDesk } from './desk.ts';
import { formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { AgainPage, SendingPage } from './sending-views.tsx';
import { noticeOf } from './sending-words.ts';
import { StopPage } from './stop-views.tsx';

/** No further batch is begun after this: the request must be answered within half a minute. */
const redriveMs = 12_000;

/** What staff see as one with this batch's, if it may be sent again. */
function alike(giveUps: readonly GiveUp[], batchId: string): readonly GiveUp[] {
  const isIt = (one: GiveUp) => one.batchId === batchId && one.mayRedrive;
  return groupGiveUps(giveUps).find((group) => group.some(isIt)) ?? [];
}

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
    const resumed = await desk.resumeSending(c.get('member').email);
    return c.redirect(resumed ? '/staff/sending?done=resume' : '/staff/sending', 303);
  });

  app.get('/sending/again/:id', editorsOnly, async (c) => {
    const batchId = c.req.param('id');
    const [{ giveUps }, subjects] = await Promise.all([desk.describeSending(), subjectsById()]);
    const wanted = alike(giveUps, batchId);
    return c.html(
      <AgainPage c={c} clinic={clinic} formats={formats} batchId={batchId} giveUps={wanted} subjects={subjects} />,
    );
  });
  app.post('/sending/again/:id', editorsOnly, async (c) => {
    const { giveUps } = await desk.describeSending();
    const wanted = alike(giveUps, c.req.param('id'));
    const left = new Set(wanted.map(({ batchId }) => batchId));
    const began = performance.now();
    let done = countRedriven([]);
    for (const batchId of left) {
      if (performance.now() - began > redriveMs) break;
      done = addRedriven(done, await desk.redrive(batchId));
      left.delete(batchId);
    }
    const { again, passed } = done;
    const rest = wanted.reduce((sum, { batchId, count }) => sum + (left.has(batchId) ? count : 0), 0);
    const counts = Object.entries({ again, ...passed, rest }).map(([name, count]): [string, string] => [
      name,
      String(count),
    ]);
    return c.redirect(`/staff/sending?${new URLSearchParams([['done', 'redrive'], ...counts])}`, 303);
  });
  return app;
}

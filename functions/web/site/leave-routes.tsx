// Leaving and preferences. A GET shows a button; a POST acts and answers 200 itself, without redirect or cookies (RFC 8058).
import type { Hono } from 'hono';
import { type LeaveState, leave, lookAtLeaving } from '../../usecases/leave.ts';
import { archiveToken } from '../../usecases/read-archive.ts';
import { readerLocale } from '../../usecases/reader-locale.ts';
import { lookAtPreferences, type Preferences, setPreferences } from '../../usecases/set-preferences.ts';
import { undoLeave } from '../../usecases/undo-leave.ts';
import { clientIp } from '../client-ip.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { FromArchive, LeaveQuestion, Left, NotUndone, PreferencesForm, Stopped, WelcomeBack } from './leave-pages.tsx';
import { answerUnknown, pageWords, refuseMethod, type SiteContext, type SiteEnv, showNotice } from './respond.tsx';
import type { SiteWords } from './words/en.tsx';

export function addLeaveRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/unsubscribe/:token', async (c) => showLeaving(c, deps, await lookAtLeaving(deps, c.req.param('token'))));
  app.post('/unsubscribe/:token', async (c) => {
    const token = c.req.param('token');
    // A body nobody can read still means leaving: the address alone carries everything.
    const fields = (await formFields(c)) ?? {};
    if (fields.action === 'undo') return showUndone(c, deps, await undoLeave(deps, token));
    const source = fields['List-Unsubscribe'] === 'One-Click' ? 'one-click' : 'page';
    return showLeaving(c, deps, await leave(deps, token, source));
  });
  app.all('/unsubscribe/:token', refuseMethod(clinic, 'GET', 'POST'));

  app.get('/preferences/:token', async (c) => {
    const token = c.req.param('token');
    return showPreferences(c, deps, token, await lookAtPreferences(deps, token), false);
  });
  app.post('/preferences/:token', async (c) => {
    const token = c.req.param('token');
    const fields = (await formFields(c)) ?? {};
    if (fields.action === 'leave') return showLeaving(c, deps, await leave(deps, token, 'page'), token);
    const ip = clientIp(c);
    const tracking = ['on', 'true'].includes(fields.tracking ?? '');
    const { wording } = fields;
    const preferences = await setPreferences(deps, token, {
      tracking,
      topics: topicFields(fields),
      ...(wording !== undefined && { wording }),
      ...(ip && { ip }),
    });
    return showPreferences(c, deps, token, preferences, true);
  });
  app.all('/preferences/:token', refuseMethod(clinic, 'GET', 'POST'));
}

/** The form names every topic it shows, because a box that is not ticked is not sent. */
function topicFields(fields: Readonly<Record<string, string>>) {
  const ids = (prefix: string) =>
    Object.keys(fields).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return { shown: ids('shown-'), wanted: ids('topic-') };
}

/** Called once the deed is done: whatever language the page is in, she has left. */
async function speakHers(c: SiteContext, deps: SiteDeps): Promise<SiteWords> {
  c.set('readerLocale', await readerLocale(deps, c.req.param('token') ?? ''));
  return pageWords(c, deps.clinic);
}

async function showLeaving(
  c: SiteContext,
  deps: SiteDeps,
  state: LeaveState,
  token = c.req.param('token') ?? '',
): Promise<Response> {
  const { clinic } = deps;
  const words = await speakHers(c, deps);
  const { leave } = words;
  switch (state) {
    case 'subscribed': {
      const question = <LeaveQuestion clinic={clinic} words={words} token={token} />;
      return showNotice(c, clinic, { sign: 'bell', heading: leave.question.heading }, question);
    }
    case 'left': {
      const left = <Left clinic={clinic} words={words} token={token} />;
      return showNotice(c, clinic, { sign: 'tick', heading: leave.left.heading }, left);
    }
    case 'stopped':
      return showNotice(c, clinic, { sign: 'tick', heading: leave.stopped.heading }, <Stopped words={words} />);
    case 'forged':
      if (token !== archiveToken) return answerUnknown(c, clinic);
      return showNotice(c, clinic, { sign: 'mail', heading: leave.archive.heading }, <FromArchive words={words} />);
  }
}

async function showUndone(c: SiteContext, deps: SiteDeps, state: LeaveState): Promise<Response> {
  if (state !== 'subscribed' && state !== 'left') return showLeaving(c, deps, state);
  const { clinic } = deps;
  const words = await speakHers(c, deps);
  const { back, notUndone } = words.leave;
  return state === 'subscribed'
    ? showNotice(c, clinic, { sign: 'tick', heading: back.heading }, <WelcomeBack clinic={clinic} words={words} />)
    : showNotice(c, clinic, { sign: 'mail', heading: notUndone.heading }, <NotUndone words={words} />);
}

async function showPreferences(
  c: SiteContext,
  deps: SiteDeps,
  token: string,
  { state, ...preferences }: Preferences,
  saved: boolean,
): Promise<Response> {
  if (state !== 'subscribed') return showLeaving(c, deps, state);
  const { clinic } = deps;
  const words = await speakHers(c, deps);
  return showNotice(
    c,
    clinic,
    { sign: 'tick', heading: words.preferences.heading },
    <PreferencesForm clinic={clinic} words={words} token={token} preferences={preferences} saved={saved} />,
  );
}

// Leaving and preferences. A GET shows a button; a POST acts and answers 200 itself, without redirect or cookies (RFC 8058).
import type { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { type LeaveState, leave, lookAtLeaving } from '../../usecases/leave.ts';
import { archiveToken } from '../../usecases/read-archive.ts';
import { lookAtPreferences, type Preferences, setPreferences } from '../../usecases/set-preferences.ts';
import { undoLeave } from '../../usecases/undo-leave.ts';
import { clientIp } from '../client-ip.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { FromArchive, LeaveQuestion, Left, NotUndone, PreferencesForm, Stopped, WelcomeBack } from './leave-pages.tsx';
import { answerUnknown, refuseMethod, type SiteContext, type SiteEnv, showNotice } from './respond.tsx';

export function addLeaveRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/unsubscribe/:token', async (c) => showLeaving(c, clinic, await lookAtLeaving(deps, c.req.param('token'))));
  app.post('/unsubscribe/:token', async (c) => {
    const token = c.req.param('token');
    // A body nobody can read still means leaving: the address alone carries everything.
    const fields = (await formFields(c)) ?? {};
    if (fields.action === 'undo') return showUndone(c, clinic, await undoLeave(deps, token));
    const source = fields['List-Unsubscribe'] === 'One-Click' ? 'one-click' : 'page';
    return showLeaving(c, clinic, await leave(deps, token, source));
  });
  app.all('/unsubscribe/:token', refuseMethod(clinic, 'GET', 'POST'));

  app.get('/preferences/:token', async (c) => {
    const token = c.req.param('token');
    return showPreferences(c, clinic, token, await lookAtPreferences(deps, token), false);
  });
  app.post('/preferences/:token', async (c) => {
    const token = c.req.param('token');
    const fields = (await formFields(c)) ?? {};
    if (fields.action === 'leave') return showLeaving(c, clinic, await leave(deps, token, 'page'), token);
    const ip = clientIp(c);
    const tracking = ['on', 'true'].includes(fields.tracking ?? '');
    const preferences = await setPreferences(deps, token, { tracking, topics: topicFields(fields), ...(ip && { ip }) });
    return showPreferences(c, clinic, token, preferences, true);
  });
  app.all('/preferences/:token', refuseMethod(clinic, 'GET', 'POST'));
}

/** The form names every topic it shows, because a box that is not ticked is not sent. */
function topicFields(fields: Readonly<Record<string, string>>) {
  const ids = (prefix: string) =>
    Object.keys(fields).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return { shown: ids('shown-'), wanted: ids('topic-') };
}

function showLeaving(c: SiteContext, clinic: Clinic, state: LeaveState, token = c.req.param('token') ?? '') {
  switch (state) {
    case 'subscribed':
      return showNotice(
        c,
        clinic,
        { sign: 'bell', heading: 'Leave the list?' },
        <LeaveQuestion clinic={clinic} token={token} />,
      );
    case 'left':
      return showNotice(c, clinic, { sign: 'tick', heading: 'You have left' }, <Left clinic={clinic} token={token} />);
    case 'stopped':
      return showNotice(c, clinic, { sign: 'tick', heading: 'You get no e-mails from us' }, <Stopped />);
    case 'forged':
      return showForged(c, clinic, token);
  }
}

function showUndone(c: SiteContext, clinic: Clinic, state: LeaveState) {
  if (state === 'subscribed') {
    return showNotice(c, clinic, { sign: 'tick', heading: 'Welcome back' }, <WelcomeBack clinic={clinic} />);
  }
  if (state !== 'left') return showLeaving(c, clinic, state);
  return showNotice(c, clinic, { sign: 'mail', heading: 'Please sign up once more' }, <NotUndone />);
}

function showPreferences(
  c: SiteContext,
  clinic: Clinic,
  token: string,
  { state, ...preferences }: Preferences,
  saved: boolean,
) {
  if (state !== 'subscribed') return showLeaving(c, clinic, state);
  return showNotice(
    c,
    clinic,
    { sign: 'tick', heading: 'Your preferences' },
    <PreferencesForm clinic={clinic} token={token} preferences={preferences} saved={saved} />,
  );
}

function showForged(c: SiteContext, clinic: Clinic, token: string) {
  if (token !== archiveToken) return answerUnknown(c, clinic);
  return showNotice(c, clinic, { sign: 'mail', heading: 'This is the public copy' }, <FromArchive />);
}

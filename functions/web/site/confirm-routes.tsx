// The confirmation link: a GET looks, the button's POST confirms; an expired link offers a new one.
import type { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { askConfirmationAgain, type ConfirmState, confirm, lookAtConfirmation } from '../../usecases/confirm.ts';
import { clientIp } from '../client-ip.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { PostButton } from './notice.tsx';
import { answerUnknown, refuseMethod, type SiteContext, type SiteEnv, showNotice } from './respond.tsx';

export function addConfirmRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/confirm/:token', async (c) => show(c, clinic, await lookAtConfirmation(deps, c.req.param('token'))));
  app.post('/confirm/:token', async (c) => {
    const token = c.req.param('token');
    const fields = await formFields(c);
    if (fields?.action === 'again') return show(c, clinic, await askConfirmationAgain(deps, token));
    return show(c, clinic, await confirm(deps, token, clientIp(c)));
  });
  app.all('/confirm/:token', refuseMethod(clinic, 'GET', 'POST'));
}

function show(c: SiteContext, clinic: Clinic, state: ConfirmState): Response | Promise<Response> {
  switch (state.state) {
    case 'ready':
      return showNotice(
        c,
        clinic,
        { sign: 'mail', heading: 'One press, and the series begins' },
        <Ready clinic={clinic} tracking={state.tracking} />,
      );
    case 'confirmed':
      return showNotice(
        c,
        clinic,
        { sign: 'tick', heading: 'You are in' },
        <Confirmed clinic={clinic} token={state.preferencesToken} />,
      );
    case 'already':
      return showNotice(
        c,
        clinic,
        { sign: 'tick', heading: 'You have confirmed already' },
        <Already token={state.preferencesToken} />,
      );
    case 'expired':
      return showNotice(
        c,
        clinic,
        { sign: 'clock', heading: 'This link has run out', status: 410 },
        <Expired days={clinic.confirmationTtlDays} />,
      );
    case 'asked-again':
      return showNotice(c, clinic, { sign: 'mail', heading: 'Check your mail' }, <AskedAgain />);
    case 'unreachable':
      return showNotice(
        c,
        clinic,
        { sign: 'bell', heading: 'Our e-mail to you came back' },
        <Unreachable phone={clinic.phone} />,
      );
    case 'closed':
      return showNotice(c, clinic, { sign: 'clock', heading: 'This link is closed', status: 410 }, <Closed />);
    case 'forged':
      return answerUnknown(c, clinic);
  }
}

const Ready = ({ clinic, tracking }: { clinic: Clinic; tracking: boolean }) => (
  <>
    <p>
      Confirm that this address is yours and that you would like our series about acne scars. The first e-mail leaves
      within minutes.
    </p>
    {tracking ? (
      <p class="small">
        You also agreed that we may notice which e-mails you open and which links you follow. Every e-mail has a link to
        change that.
      </p>
    ) : null}
    <div class="actions">
      <PostButton label="Yes, start the series" />
    </div>
    <p class="small">Not you? Then close this page. Without the button, {clinic.name} sends nothing more.</p>
  </>
);

const Confirmed = ({ clinic, token }: { clinic: Clinic; token: string }) => (
  <>
    <p>Thank you. The first e-mail is on its way to you, from {clinic.sender.name}.</p>
    <p>
      If it hides in another folder, move it to your inbox or add <strong>{clinic.sender.address}</strong> to your
      contacts; then the others will find you.
    </p>
    <p class="small">
      You can leave at any time, and <a href={`/preferences/${token}`}>choose what we may notice</a>.
    </p>
  </>
);

const Already = ({ token }: { token: string }) => (
  <>
    <p>All is well: the series is coming to you, and there is nothing more to do here.</p>
    <p class="small">
      <a href={`/preferences/${token}`}>Your preferences</a>
    </p>
  </>
);

const Expired = ({ days }: { days: number }) => (
  <>
    <p>For your safety a confirmation link works for {days} days. We can send you a new one now.</p>
    <div class="actions">
      <PostButton label="Send a new link" action="again" />
    </div>
  </>
);

const AskedAgain = () => (
  <>
    <p>A new confirmation is on its way. Press the button in it, and the series begins.</p>
    <p class="small">We send at most one every ten minutes; if one came just now, please use that.</p>
  </>
);

const Unreachable = ({ phone }: { phone: string }) => (
  <>
    <p>Your address sends our e-mail back to us, so we cannot write to you there.</p>
    <p>
      You could <a href="/">sign up with another address</a>, or call us on {phone}.
    </p>
  </>
);

const Closed = () => (
  <>
    <p>It has been used, or you have left the list since. We write to you only when you ask for it anew.</p>
    <div class="actions">
      <a class="button" href="/">
        Sign up again
      </a>
    </div>
  </>
);

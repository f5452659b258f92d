// The confirmation link: a GET looks, the button's POST confirms; an expired link offers a new one.
import type { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { askConfirmationAgain, type ConfirmState, confirm, lookAtConfirmation } from '../../usecases/confirm.ts';
import { readerLocale } from '../../usecases/reader-locale.ts';
import { clientIp } from '../client-ip.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { ButtonTo, linkTo, PostButton } from './notice.tsx';
import {
  answerUnknown,
  type NoticeOptions,
  pageWords,
  refuseMethod,
  type SiteContext,
  type SiteEnv,
  showNotice,
} from './respond.tsx';
import type { SiteWords } from './words/en.tsx';

export function addConfirmRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/confirm/:token', async (c) => show(c, deps, await lookAtConfirmation(deps, c.req.param('token'))));
  app.post('/confirm/:token', async (c) => {
    const token = c.req.param('token');
    const fields = await formFields(c);
    if (fields?.action === 'again') return show(c, deps, await askConfirmationAgain(deps, token));
    return show(c, deps, await confirm(deps, token, clientIp(c)));
  });
  app.all('/confirm/:token', refuseMethod(clinic, 'GET', 'POST'));
}

async function show(c: SiteContext, deps: SiteDeps, state: ConfirmState): Promise<Response> {
  const { clinic } = deps;
  c.set('readerLocale', await readerLocale(deps, c.req.param('token') ?? ''));
  const words = pageWords(c, clinic).confirm;
  const notice = (sign: NoticeOptions['sign'], heading: string, status: 200 | 410 = 200) => ({ sign, heading, status });
  switch (state.state) {
    case 'ready': {
      const ready = <Ready clinic={clinic} words={words} tracking={state.tracking} />;
      return showNotice(c, clinic, notice('mail', words.ready.heading), ready);
    }
    case 'confirmed': {
      const confirmed = <Confirmed clinic={clinic} words={words} token={state.preferencesToken} />;
      return showNotice(c, clinic, notice('tick', words.confirmed.heading), confirmed);
    }
    case 'already': {
      const already = <Already words={words} token={state.preferencesToken} />;
      return showNotice(c, clinic, notice('tick', words.already.heading), already);
    }
    case 'expired': {
      const expired = <Expired words={words} days={clinic.confirmationTtlDays} />;
      return showNotice(c, clinic, notice('clock', words.expired.heading, 410), expired);
    }
    case 'asked-again':
      return showNotice(c, clinic, notice('mail', words.askedAgain.heading), <AskedAgain words={words} />);
    case 'unreachable': {
      const unreachable = <Unreachable words={words} phone={clinic.phone} />;
      return showNotice(c, clinic, notice('bell', words.unreachable.heading), unreachable);
    }
    case 'closed':
      return showNotice(c, clinic, notice('clock', words.closed.heading, 410), <Closed words={words} />);
    case 'forged':
      return answerUnknown(c, clinic);
  }
}

interface Props {
  readonly words: SiteWords['confirm'];
}

const Ready = ({ clinic, words, tracking }: Props & { clinic: Clinic; tracking: boolean }) => (
  <>
    <p>{words.ready.about}</p>
    {tracking ? <p class="small">{words.ready.tracking}</p> : null}
    <div class="actions">
      <PostButton label={words.ready.button} />
    </div>
    <p class="small">{words.ready.notYou(clinic.name)}</p>
  </>
);

const Confirmed = ({ clinic, words, token }: Props & { clinic: Clinic; token: string }) => (
  <>
    <p>{words.confirmed.about(clinic.sender.name)}</p>
    <p>{words.confirmed.hides(<strong>{clinic.sender.address}</strong>)}</p>
    <p class="small">{words.confirmed.leave(linkTo(`/preferences/${token}`))}</p>
  </>
);

const Already = ({ words, token }: Props & { token: string }) => (
  <>
    <p>{words.already.about}</p>
    <p class="small">{linkTo(`/preferences/${token}`)(words.already.preferences)}</p>
  </>
);

const Expired = ({ words, days }: Props & { days: number }) => (
  <>
    <p>{words.expired.about(days)}</p>
    <div class="actions">
      <PostButton label={words.expired.button} action="again" />
    </div>
  </>
);

const AskedAgain = ({ words }: Props) => (
  <>
    <p>{words.askedAgain.about}</p>
    <p class="small">{words.askedAgain.once}</p>
  </>
);

const Unreachable = ({ words, phone }: Props & { phone: string }) => (
  <>
    <p>{words.unreachable.about}</p>
    <p>{words.unreachable.instead(phone, linkTo('/'))}</p>
  </>
);

const Closed = ({ words }: Props) => (
  <>
    <p>{words.closed.about}</p>
    <ButtonTo href="/" label={words.closed.button} />
  </>
);

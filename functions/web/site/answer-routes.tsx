// Questions that e-mails ask: the page shows what may be chosen, the POST stores it.
import type { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import type { Question } from '../../domain/questions.ts';
import { type AnswerState, answerQuestion, lookAtQuestion } from '../../usecases/answer-question.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { Stopped } from './leave-pages.tsx';
import {
  answerUnknown,
  problem,
  refuseMethod,
  type SiteContext,
  type SiteEnv,
  showNotice,
  wantsJson,
} from './respond.tsx';

export function addAnswerRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/answer/:token/:question', async (c) =>
    show(c, clinic, await lookAtQuestion(deps, c.req.param('token'), c.req.param('question'))),
  );
  app.post('/answer/:token/:question', async (c) => {
    const { answer = '' } = (await formFields(c)) ?? {};
    return show(c, clinic, await answerQuestion(deps, c.req.param('token'), c.req.param('question'), answer));
  });
  app.all('/answer/:token/:question', refuseMethod(clinic, 'GET', 'POST'));
}

function show(c: SiteContext, clinic: Clinic, state: AnswerState): Response | Promise<Response> {
  switch (state.state) {
    case 'open':
      return ask(c, clinic, state.question, 200, state.answer);
    case 'unknown-answer':
      if (wantsJson(c)) {
        return problem(c, 422, 'Not one of the answers', undefined, [{ field: 'answer', message: chooseOne }]);
      }
      return ask(c, clinic, state.question, 422);
    case 'answered':
      return thank(c, clinic, state);
    case 'stopped':
      return showNotice(c, clinic, { sign: 'tick', heading: 'You get no e-mails from us' }, <Stopped />);
    case 'forged':
    case 'unknown-question':
      return answerUnknown(c, clinic);
  }
}

const chooseOne = 'Choose one of these answers.';

function ask(c: SiteContext, clinic: Clinic, question: Question, status: 200 | 422, chosen?: string) {
  return showNotice(
    c,
    clinic,
    { sign: 'question', heading: question.title, status },
    <>
      <p>{question.lead}</p>
      <form method="post">
        <fieldset {...(status === 422 && { 'aria-describedby': 'answer-error' })}>
          <legend class="hint">Choose one</legend>
          {status === 422 ? (
            <p class="error" id="answer-error" role="alert">
              <span>{chooseOne}</span>
            </p>
          ) : null}
          {question.answers.map(({ value, label, hint }) => (
            <label class="check">
              <input type="radio" name="answer" value={value} required checked={value === chosen} />
              <span>
                {label}
                {hint ? <span class="hint">{hint}</span> : null}
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit">Send my answer</button>
      </form>
    </>,
  );
}

function thank(
  c: SiteContext,
  clinic: Clinic,
  { question, answer, leaveToken }: Extract<AnswerState, { state: 'answered' }>,
) {
  const kind = question.id === 'interest' ? answer : 'marks';
  if (kind === 'no')
    return showNotice(c, clinic, { sign: 'tick', heading: 'Then we stop here' }, <Goodbye token={leaveToken} />);
  if (kind === 'book')
    return showNotice(c, clinic, { sign: 'tick', heading: 'We look forward to meeting you' }, <Book clinic={clinic} />);
  return showNotice(
    c,
    clinic,
    { sign: 'tick', heading: 'Thank you' },
    kind === 'yes' ? (
      <p>Good to know you are there. We keep writing, as rarely as before, and you can leave whenever you like.</p>
    ) : (
      <p>
        We have noted it. A name for what you see is a start; only a clinician who looks at your skin can say what it is
        and what may help. You can change your answer by the same link.
      </p>
    ),
  );
}

const Goodbye = ({ token }: { token: string }) => (
  <>
    <p>Thank you for telling us. You have left the list, and we will not write to you again.</p>
    <form method="post" action={`/unsubscribe/${token}`} class="actions">
      <input type="hidden" name="action" value="undo" />
      <button type="submit" class="quiet">
        That was a mistake: undo
      </button>
    </form>
  </>
);

const Book = ({ clinic }: { clinic: Clinic }) => (
  <>
    <p>
      In a consultation a clinician looks at your skin, answers what you ask and says what may help, and what will not.
    </p>
    <div class="actions">
      <a class="button" href={clinic.bookingUrl}>
        Choose a time
      </a>
    </div>
    <p class="small">Or call us on {clinic.phone}.</p>
  </>
);

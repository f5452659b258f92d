// Questions that e-mails ask: the page shows what may be chosen, the POST stores it.
import type { Hono } from 'hono';
import type { Question } from '../../domain/questions.ts';
import { type AnswerState, answerQuestion, lookAtQuestion } from '../../usecases/answer-question.ts';
import { readerLocale } from '../../usecases/reader-locale.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { Stopped, Undo } from './leave-pages.tsx';
import { ButtonTo } from './notice.tsx';
import {
  answerUnknown,
  pageWords,
  problem,
  refuseMethod,
  type SiteContext,
  type SiteEnv,
  showNotice,
  wantsJson,
} from './respond.tsx';
import { en, type SiteWords } from './words/en.tsx';

export function addAnswerRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/answer/:token/:question', async (c) =>
    show(c, deps, await lookAtQuestion(deps, c.req.param('token'), c.req.param('question'))),
  );
  app.post('/answer/:token/:question', async (c) => {
    const { answer = '' } = (await formFields(c)) ?? {};
    return show(c, deps, await answerQuestion(deps, c.req.param('token'), c.req.param('question'), answer));
  });
  app.all('/answer/:token/:question', refuseMethod(clinic, 'GET', 'POST'));
}

async function show(c: SiteContext, deps: SiteDeps, state: AnswerState): Promise<Response> {
  const { clinic } = deps;
  c.set('readerLocale', await readerLocale(deps, c.req.param('token') ?? ''));
  const words = pageWords(c, clinic);
  switch (state.state) {
    case 'open':
    case 'unknown-answer': {
      const isWrong = state.state === 'unknown-answer';
      if (isWrong && wantsJson(c)) {
        const errors = [{ field: 'answer', message: en.answer.chooseOneOfThese }];
        return problem(c, 422, 'Not one of the answers', undefined, errors);
      }
      const question = { ...state.question, ...words.answer.questions[state.question.id] };
      const form = (
        <QuestionForm question={question} words={words} isWrong={isWrong} chosen={isWrong ? undefined : state.answer} />
      );
      return showNotice(c, clinic, { sign: 'question', heading: question.title, status: isWrong ? 422 : 200 }, form);
    }
    case 'answered':
      return thank(c, deps, words, state);
    case 'stopped':
      return showNotice(c, clinic, { sign: 'tick', heading: words.leave.stopped.heading }, <Stopped words={words} />);
    case 'forged':
    case 'unknown-question':
      return answerUnknown(c, clinic);
  }
}

interface QuestionProps {
  readonly question: Question;
  readonly words: SiteWords;
  readonly isWrong: boolean;
  readonly chosen: string | undefined;
}

const QuestionForm = ({ question, words, isWrong, chosen }: QuestionProps) => (
  <>
    <p>{question.lead}</p>
    <form method="post">
      <fieldset {...(isWrong && { 'aria-describedby': 'answer-error' })}>
        <legend class="hint">{words.answer.chooseOne}</legend>
        {isWrong ? (
          <p class="error" id="answer-error" role="alert">
            <span>{words.answer.chooseOneOfThese}</span>
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
      <button type="submit">{words.answer.send}</button>
    </form>
  </>
);

function thank(
  c: SiteContext,
  { clinic }: SiteDeps,
  words: SiteWords,
  { question, answer, leaveToken }: Extract<AnswerState, { state: 'answered' }>,
): Response | Promise<Response> {
  const { no, book, thanks, yes, marks } = words.answer;
  const kind = question.id === 'interest' ? answer : 'marks';
  if (kind === 'no') {
    const goodbye = (
      <>
        <p>{no.about}</p>
        <Undo words={words} token={leaveToken} />
      </>
    );
    return showNotice(c, clinic, { sign: 'tick', heading: no.heading }, goodbye);
  }
  if (kind === 'book') {
    const booking = (
      <>
        <p>{book.about}</p>
        <ButtonTo href={clinic.bookingUrl} label={book.button} />
        <p class="small">{book.call(clinic.phone)}</p>
      </>
    );
    return showNotice(c, clinic, { sign: 'tick', heading: book.heading }, booking);
  }
  return showNotice(c, clinic, { sign: 'tick', heading: thanks }, <p>{kind === 'yes' ? yes : marks}</p>);
}

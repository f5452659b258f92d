// Answers to the questions e-mails ask. An answer ends the quiet; "no, thanks" is taken at its word and means leaving.
import { type Question, questionNamed } from '../domain/questions.ts';
import { stirred } from '../domain/score.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { LeaveClaim } from '../ports/identity.ts';
import type { BatchStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { leaveAs, leaveStateOf } from './leave.ts';
import { type UndoDeps, wakeEnrolments } from './undo-leave.ts';

export interface AnswerDeps extends UndoDeps {
  readonly batches: Pick<BatchStore, 'recipients'>;
}

export type AnswerState =
  | { readonly state: 'forged' | 'unknown-question' }
  /** She gets no mail any more, so there is nothing to ask. */
  | { readonly state: 'stopped' }
  | { readonly state: 'open'; readonly question: Question; readonly answer?: string }
  | { readonly state: 'unknown-answer'; readonly question: Question }
  | { readonly state: 'answered'; readonly question: Question; readonly answer: string; readonly leaveToken: string };

/** The question, and what she answered before; changes nothing. */
export async function lookAtQuestion(deps: AnswerDeps, token: string, questionId: string): Promise<AnswerState> {
  const question = questionNamed(questionId);
  if (!question) return { state: 'unknown-question' };
  const claim = await readerOf(deps, token);
  if (!claim) return { state: 'forged' };
  const subscriber = await deps.subscribers.get(claim.subscriberId);
  if (leaveStateOf(subscriber) !== 'subscribed') return { state: 'stopped' };
  const answer = subscriber?.attributes[questionId];
  return { state: 'open', question, ...(answer !== undefined && { answer }) };
}

export async function answerQuestion(
  deps: AnswerDeps,
  token: string,
  questionId: string,
  value: string,
): Promise<AnswerState> {
  const asked = await lookAtQuestion(deps, token, questionId);
  const claim = await readerOf(deps, token);
  if (asked.state !== 'open' || !claim) return asked;
  const { question } = asked;
  if (!question.answers.some((answer) => answer.value === value)) return { state: 'unknown-answer', question };
  if (questionId === 'interest' && value === 'no') await leaveAs(deps, claim, 'page', { [questionId]: value });
  else await store(deps, claim.subscriberId, questionId, value);
  return { state: 'answered', question, answer: value, leaveToken: deps.tokens.leave(claim) };
}

async function store(deps: AnswerDeps, subscriberId: string, questionId: string, value: string): Promise<void> {
  const { subscriber } = await changeSubscriber(deps.subscribers, subscriberId, (known) => {
    if (!known || leaveStateOf(known) !== 'subscribed') return undefined;
    const isQuiet = known.restingSince !== undefined || known.sunsetSince !== undefined;
    if (known.attributes[questionId] === value && !isQuiet) return undefined;
    return answered(stirred(known, deps.clock.now()), questionId, value);
  });
  // A branch or a rest of her journey may be waiting for this very answer.
  if (subscriber?.status === 'active') await wakeEnrolments(deps, subscriberId);
}

function answered(known: Subscriber, questionId: string, value: string): Subscriber {
  const { restingSince: _restingSince, ...kept } = known;
  return { ...kept, attributes: { ...known.attributes, [questionId]: value } };
}

/** Questions come by an e-mail's tracked link (its slot's token) or by a leave token. */
export async function readerOf(
  deps: Pick<AnswerDeps, 'tokens' | 'batches'>,
  token: string,
): Promise<LeaveClaim | undefined> {
  const leaveClaim = deps.tokens.readLeave(token);
  if (leaveClaim) return leaveClaim;
  const claim = deps.tokens.readSlot(token);
  if (!claim) return undefined;
  const { batchId, slot } = claim;
  const recipient = (await deps.batches.recipients(batchId)).find((one) => one.slot === slot);
  return recipient?.subscriberId ? { subscriberId: recipient.subscriberId, batchId, slot } : undefined;
}

// The language of whoever a link in an e-mail belongs to, so that the page behind it speaks hers.
import type { AnswerDeps } from './answer-question.ts';
import { readerOf } from './answer-question.ts';

/** Undefined where the link is nobody's. Reads a confirmation's token, a leave token and, for questions, a slot's. */
export async function readerLocale(
  deps: Pick<AnswerDeps, 'subscribers' | 'tokens' | 'batches'>,
  token: string,
): Promise<string | undefined> {
  const claim = deps.tokens.readConfirm(token) ?? (await readerOf(deps, token));
  return claim && (await deps.subscribers.get(claim.subscriberId))?.locale;
}

// Drafts of a newsletter: written, and changed for as long as nobody sent them.
import type { Broadcast } from '../domain/broadcast.ts';
import { newsletterTopic } from '../domain/topic.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import { NewsletterSourceError } from '../ports/renderer.ts';
import type { BroadcastStore } from '../ports/stores.ts';

export interface BroadcastDraft {
  readonly subject: string;
  readonly preheader?: string;
  readonly markdown: string;
  /** Absent: the newsletter. */
  readonly topic?: string;
}

/** Throws NewsletterSourceError, which names the field, when there is nothing to send. */
export async function createDraft(
  deps: { broadcasts: BroadcastStore; ids: Ids; clock: Clock },
  draft: BroadcastDraft,
  createdBy: string,
): Promise<Broadcast> {
  const written = checked(draft);
  const broadcast: Broadcast = {
    ...written,
    id: deps.ids.random(),
    rev: 0,
    state: 'draft',
    createdAt: deps.clock.now(),
    createdBy,
  };
  if (!(await deps.broadcasts.save(broadcast)))
    throw new Error('A new newsletter could not be stored under a fresh id.');
  return { ...broadcast, rev: 1 };
}

/** Answers undefined when the issue is unknown, no draft any more, or was changed by somebody else just now. */
export async function changeDraft(
  deps: { broadcasts: BroadcastStore },
  broadcastId: string,
  draft: BroadcastDraft,
): Promise<Broadcast | undefined> {
  const written = checked(draft);
  const known = await deps.broadcasts.get(broadcastId);
  if (known?.state !== 'draft') return undefined;
  const { preheader: _replaced, topic: _former, ...rest } = known;
  const broadcast: Broadcast = { ...rest, ...written };
  return (await deps.broadcasts.save(broadcast)) ? { ...broadcast, rev: broadcast.rev + 1 } : undefined;
}

function checked({ subject, preheader, markdown, topic }: BroadcastDraft): BroadcastDraft {
  if (subject.trim() === '') throw new NewsletterSourceError('subject', 'The issue has no subject.', 'Write one.');
  if (markdown.trim() === '') {
    throw new NewsletterSourceError('markdown', 'The issue has no words.', 'Write at least one paragraph.');
  }
  return {
    subject: subject.trim(),
    markdown,
    ...(preheader?.trim() && { preheader: preheader.trim() }),
    // A batch's own kind says it already, and every batch would carry the word.
    ...(topic !== undefined && topic !== newsletterTopic && { topic }),
  };
}

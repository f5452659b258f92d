// Records all that came back of e-mails in one delivery: SES's events first, then opens, clicks and leavings. Each kind fails alone.
import type { MailEvent } from '../domain/mail-event.ts';
import type { Hit } from '../ports/queue.ts';
import { type RecordEngagementDeps, type Recorded, recordEngagement } from './record-engagement.ts';
import { type RecordHitsDeps, recordHits } from './record-hits.ts';

export type Returned = MailEvent | Hit;

export async function recordReturned(
  deps: RecordEngagementDeps & RecordHitsDeps,
  returned: readonly Returned[],
): Promise<Recorded<Returned>> {
  const events = await recorded(
    returned.filter((one) => !isHit(one)),
    (these) => recordEngagement(deps, these),
  );
  const hits = await recorded(returned.filter(isHit), (these) => recordHits(deps, these));
  return {
    recorded: events.recorded + hits.recorded,
    ignored: Object.fromEntries(
      [...new Set([...Object.keys(events.ignored), ...Object.keys(hits.ignored)])].map((reason) => [
        reason,
        (events.ignored[reason] ?? 0) + (hits.ignored[reason] ?? 0),
      ]),
    ),
    failed: [...events.failed, ...hits.failed],
  };
}

async function recorded<Message>(
  messages: readonly Message[],
  record: (messages: readonly Message[]) => Promise<Recorded<Message>>,
): Promise<Recorded<Message>> {
  if (messages.length === 0) return { recorded: 0, ignored: {}, failed: [] };
  try {
    return await record(messages);
  } catch (error) {
    return { recorded: 0, ignored: {}, failed: messages.map((message) => ({ message, error })) };
  }
}

function isHit(one: Returned): one is Hit {
  return one.kind === 'engagement' || one.kind === 'unsubscribe';
}

// Carries out what a walk asks of the world besides e-mails: rest, tags, notices, other journeys, goals. All of it before
// the walk is saved, so that a crash repeats it; and none of it changes anything the second time.
import type { Enrolment } from '../domain/enrolment.ts';
import { type Command, withTags } from '../domain/interpreter.ts';
import type { Journey } from '../domain/journey.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { type EnrolDeps, enrolByRules, enrolIn } from './enrol-subscriber.ts';
import { giveNotice, type NoticeDeps } from './give-notice.ts';
import { creditGoal, type ReportGoalDeps } from './report-goal.ts';
import { wakeWaiting } from './wake-enrolment.ts';

export interface CarryOutDeps extends EnrolDeps, ReportGoalDeps, NoticeDeps {
  readonly subscribers: SubscriberStore;
}

export interface Errand {
  readonly journey: Journey;
  /** As it was when the walk was looked at: what crashed half-way is recognised by it. */
  readonly enrolment: Enrolment;
  readonly subscriber: Subscriber | undefined;
}

export async function carryOut(
  deps: CarryOutDeps,
  { journey, enrolment, subscriber }: Errand,
  commands: readonly Command[],
  now: EpochMs,
): Promise<void> {
  if (!subscriber) return;
  for (const command of commands) {
    switch (command.kind) {
      case 'send':
        break;
      case 'rest':
        await changeSubscriber(deps.subscribers, subscriber.id, (known) =>
          known && known.restingSince === undefined ? { ...known, restingSince: now } : undefined,
        );
        break;
      case 'tag':
        await tag(deps, subscriber.id, command, journey.id);
        break;
      case 'notify':
        await giveNotice(deps, {
          cause: `${journey.id} ${command.node} ${enrolment.enrolledAt}`,
          subscriberId: subscriber.id,
          text: command.text,
          source: journey.title,
          at: now,
        });
        break;
      case 'start':
        await startJourney(deps, subscriber.id, command.journeyId, enrolment.since);
        break;
      case 'goal':
        await creditGoal(deps, enrolment);
        break;
    }
  }
}

/** Adds and removes tags; journeys that a tag opens are begun. Answers undefined when nobody is known under this id. */
export async function tag(
  deps: EnrolDeps & { readonly subscribers: SubscriberStore },
  subscriberId: string,
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  /** The journey that does it. */
  by?: string,
): Promise<Subscriber | undefined> {
  let before: Subscriber | undefined;
  const { subscriber, changed } = await changeSubscriber(deps.subscribers, subscriberId, (known) => {
    before = known;
    if (!known) return undefined;
    const tagged = withTags(known, change);
    const same = tagged.tags.length === known.tags.length && tagged.tags.every((one) => known.tags.includes(one));
    return same ? undefined : tagged;
  });
  // Also when the tag was there: a crash may have come between it and the walk it opens.
  if (subscriber) await enrolByRules(deps, subscriber, 'changed', before);
  if (changed) await wakeWaiting(deps, subscriberId, by);
  return subscriber;
}

async function startJourney(
  deps: CarryOutDeps,
  subscriberId: string,
  journeyId: string,
  since: EpochMs,
): Promise<void> {
  const subscriber = await deps.subscribers.get(subscriberId);
  if (subscriber) await enrolIn(deps, subscriber, journeyId, since);
}

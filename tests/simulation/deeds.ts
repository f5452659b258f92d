// What becomes of single people in the middle of a life: they leave, reach the goal, withdraw tracking, or staff pause them for a
// while. It draws from chance of its own, so that the rest of a seed's course does not depend on who does what.
import clinicConfig from '../../clinic.config.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { pausePerson, resumePerson } from '../../functions/usecases/pause-walks.ts';
import { reportGoal } from '../../functions/usecases/report-goal.ts';
import { setPreferences } from '../../functions/usecases/set-preferences.ts';
import type { Ports } from '../memory/memory-world.ts';
import { Random } from './random.ts';

export type DeedKind = 'leave' | 'goal' | 'untrack' | 'pause' | 'resume';

export interface Deed {
  readonly at: EpochMs;
  readonly kind: DeedKind;
  readonly subscriberId: string;
  readonly email: string;
  /** For a pause: how long it lasts. */
  readonly lastsMs: number;
}

/** A deed whose use case came to its end, at that time: from then on everybody must know. */
export interface Done extends Deed {
  readonly doneAt: EpochMs;
}

const share = 0.2;
const kinds = ['leave', 'goal', 'untrack', 'pause'] as const;

export function deedsOf(seed: number, startAt: EpochMs, people: readonly Subscriber[]): Deed[] {
  const random = new Random(seed * 104_729 + 31);
  return people.flatMap(({ id, email }): Deed[] => {
    if (!random.chance(share)) return [];
    // Any time, or the minutes about nine, between the plan of the morning's mail and its call.
    const at = random.chance(0.4)
      ? startAt + random.between(0, 100) * hourMs + random.between(0, 59) * minuteMs
      : startAt + random.between(0, 4) * dayMs + random.between(59 * 60, 64 * 60) * secondMs;
    const lastsMs = random.between(1, 60) * hourMs;
    return [{ at, kind: random.pick(kinds), subscriberId: id, email, lastsMs }];
  });
}

/** Repeating it changes nothing, as with whoever presses a button again because no answer came. */
export async function carryOutDeed(ports: Ports, { kind, subscriberId }: Deed): Promise<void> {
  switch (kind) {
    case 'leave':
      return void (await leaveAs(ports, { subscriberId, ...(await lastMail(ports, subscriberId)) }, 'page'));
    case 'goal':
      return void (await reportGoal(ports, subscriberId));
    case 'untrack': {
      const token = ports.tokens.leave({ subscriberId });
      return void (await setPreferences({ ...ports, clinic: clinicConfig }, token, { tracking: false }));
    }
    case 'pause':
      return void (await pausePerson(ports, subscriberId));
    case 'resume':
      return void (await resumePerson(ports, subscriberId));
  }
}

/** The e-mail whose link she leaves by. */
async function lastMail({ enrolments }: Ports, subscriberId: string) {
  const [walk] = await enrolments.ofSubscriber(subscriberId);
  const { batchId, slot } = walk?.sends.findLast(({ refused }) => refused === undefined) ?? {};
  return batchId === undefined || slot === undefined ? {} : { batchId, slot };
}

/** What comes of it later; a pause ends only after it began, however late that was. */
export function afterDeed(deed: Deed, now: EpochMs): Deed[] {
  return deed.kind === 'pause' ? [{ ...deed, kind: 'resume', at: now + deed.lastsMs }] : [];
}

// Gathers what the interpreter must know about a group of enrolments, in few reads: people, evidence, mail of late.
import type { Batch } from '../domain/batch.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { StepFacts } from '../domain/deeds.ts';
import { stepEngagement } from '../domain/engagement.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { SlotEvidence } from '../domain/evidence.ts';
import type { Facts } from '../domain/interpreter.ts';
import { type Journey, upcomingSteps } from '../domain/journey.ts';
import { nobody, type Traits } from '../domain/segment.ts';
import { hasConsent, marketingRefusal, type Subscriber } from '../domain/subscriber.ts';
import { dayMs, type EpochMs } from '../domain/time.ts';
import { topicOfJourney } from '../domain/topic.ts';
import type { BatchStore, EnrolmentStore, EvidenceStore, JourneyStore, LinkTables } from '../ports/stores.ts';
import { type BroadcastMailDeps, findBroadcastMail } from './find-broadcast-mail.ts';

export interface EngagementDeps {
  readonly evidence: EvidenceStore;
  readonly batches: BatchStore;
  readonly linkTables: LinkTables;
}

export interface FactsDeps extends BroadcastMailDeps, EngagementDeps {
  readonly clinic: Clinic;
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly journeys: JourneyStore;
}

export interface Walker {
  readonly enrolment: Enrolment;
  readonly journey: Journey;
  readonly subscriber: Subscriber | undefined;
}

/** The steps whose evidence is wanted of somebody who stands there. */
export type WantedSteps = (journey: Journey, at: string) => ReadonlySet<string>;

/** Facts per walker, in the same order; `wanted` is more than the next decision's where somebody looks further ahead. */
export async function gatherFacts(
  deps: FactsDeps,
  walkers: readonly Walker[],
  now: EpochMs,
  wanted: WantedSteps = upcomingSteps,
): Promise<Facts[]> {
  const [engagement, mail] = await Promise.all([
    engagementOf(deps, walkers, now, wanted),
    marketingMail(deps, walkers, now),
  ]);
  return walkers.map((walker, index) => {
    const refusal = marketingRefusal(walker.subscriber, topicOfJourney(walker.journey));
    return {
      ...calendarFacts(deps.clinic, walker.subscriber),
      ...(refusal !== undefined && { refusal }),
      person: traitsOf(walker.subscriber),
      engagement: engagement[index] ?? new Map(),
      marketingSentAt: [],
      ...mail[index],
      cap: deps.clinic.caps,
    };
  });
}

/** What conditions may ask of her; of somebody who vanished, nothing is true. */
export function traitsOf(subscriber: Subscriber | undefined): Traits {
  if (!subscriber) return nobody;
  const { score: _score, ...known } = subscriber;
  // Whoever withdrew her consent is judged no more, whatever the last review found.
  return hasConsent(subscriber, 'tracking') ? subscriber : known;
}

export function calendarFacts(clinic: Clinic, subscriber: Subscriber | undefined): Pick<Facts, 'zone' | 'rules'> {
  return {
    zone: subscriber?.timeZone ?? clinic.timeZone,
    rules: { sendWindow: clinic.sendWindow, holidays: clinic.holidays, quietHours: clinic.quietHours },
  };
}

interface WantedSlot {
  readonly walker: number;
  readonly step: string;
  readonly batchId: string;
  readonly slot: number;
}

/** Evidence on the steps that the next decisions rest on, for those who let us look; in the walkers' order. */
export async function engagementOf(
  deps: EngagementDeps,
  walkers: readonly Walker[],
  now: EpochMs,
  wantedSteps: WantedSteps = upcomingSteps,
): Promise<Map<string, StepFacts>[]> {
  const wanted: WantedSlot[] = walkers.flatMap(({ enrolment, journey, subscriber }, walker) => {
    if (!subscriber || !hasConsent(subscriber, 'tracking')) return [];
    const steps = wantedSteps(journey, enrolment.at);
    return enrolment.sends.flatMap(({ step, batchId, slot }) =>
      batchId !== undefined && slot !== undefined && steps.has(step) ? [{ walker, step, batchId, slot }] : [],
    );
  });
  const found = walkers.map(() => new Map<string, StepFacts>());
  if (wanted.length === 0) return found;
  const evidence = new Map((await deps.evidence.getMany(wanted)).map((one) => [slotKey(one), one]));
  const seen = wanted.filter((slot) => evidence.has(slotKey(slot)));
  const batches = await deps.batches.getMany([...new Set(seen.map(({ batchId }) => batchId))]);
  for (const slot of seen) {
    const batch = batches.get(slot.batchId);
    if (!batch) continue;
    const facts = await namedEngagement(deps, evidence.get(slotKey(slot)) as SlotEvidence, batch, now);
    found[slot.walker]?.set(slot.step, facts);
  }
  return found;
}

const slotKey = ({ batchId, slot }: { batchId: string; slot: number }): string => `${batchId} ${slot}`;

/** Graded evidence with its links by name, as journeys speak of them. */
async function namedEngagement(
  deps: EngagementDeps,
  evidence: SlotEvidence,
  batch: Batch,
  now: EpochMs,
): Promise<StepFacts> {
  const { clicks, ...engaged } = stepEngagement(evidence, batch, now);
  const table =
    batch.renderHash === undefined || clicks.size === 0 ? undefined : await deps.linkTables.get(batch.renderHash);
  const named = [...clicks].map(([link, at]): [string, EpochMs] => [table?.links[link]?.name ?? `link-${link}`, at]);
  return { ...engaged, clicks: new Map(named) };
}

/** The marketing mails each walker had in the cap's span (this journey's, other journeys', broadcasts'), and broadcasts to come. */
async function marketingMail(
  deps: FactsDeps,
  walkers: readonly Walker[],
  now: EpochMs,
): Promise<Pick<Facts, 'marketingSentAt' | 'newslettersWaiting'>[]> {
  const since = now - deps.clinic.caps.days * dayMs;
  const otherKeys = walkers.flatMap(({ enrolment }) =>
    deps.journeys
      .all()
      .filter((journey) => journey.id !== enrolment.journeyId)
      .map((journey) => ({ subscriberId: enrolment.subscriberId, journeyId: journey.id })),
  );
  const ids = walkers.map(({ enrolment }) => enrolment.subscriberId);
  const [others, broadcasts] = await Promise.all([
    otherKeys.length > 0 ? deps.enrolments.getMany(otherKeys) : [],
    findBroadcastMail(deps, ids, { now, since }),
  ]);
  return walkers.map(({ enrolment }) => {
    const newsletters = broadcasts.get(enrolment.subscriberId);
    // Somebody with two walks due at once has both among the others: her own is counted once.
    const otherWalks = others.filter(
      ({ subscriberId, journeyId }) => subscriberId === enrolment.subscriberId && journeyId !== enrolment.journeyId,
    );
    return {
      marketingSentAt: [
        ...[enrolment, ...otherWalks].flatMap((walk) => sentTimes(walk)),
        ...(newsletters?.sentAt ?? []),
      ],
      ...(newsletters && newsletters.waiting > 0 && { newslettersWaiting: newsletters.waiting }),
    };
  });
}

/** Times of the mails an enrolment sent; one just being sent by another batch than `judged` counts from its due time. */
export function sentTimes({ sends, earlier = [], claim, since }: Enrolment, judged?: string): EpochMs[] {
  const sent = [...earlier, ...sends].flatMap(({ refused, at }) => (refused === undefined ? [at] : []));
  return claim && claim.batchId !== judged ? [...sent, since] : sent;
}

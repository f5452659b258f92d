// People for the proofs, written straight into the table as the application's own stores write them.
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { journeys } from '../../.build/journeys.mjs';
import { makeEnrolmentStore } from '../../functions/adapters/dynamodb/enrolment-store.ts';
import { makeJourneyStore } from '../../functions/adapters/dynamodb/journey-store.ts';
import { makeSubscriberStore } from '../../functions/adapters/dynamodb/subscriber-store.ts';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import { parseKeys } from '../../functions/adapters/keys.ts';
import { makeIdentity } from '../../functions/adapters/links/identity.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs } from '../../functions/domain/time.ts';
import { tableDefinition } from '../../functions/table.ts';
import { localAccount } from '../../infra/local/engines/account.ts';

export interface Person {
  readonly email: string;
  readonly tracked: boolean;
  /** Waits in the series for the mail after the welcome. */
  readonly walks: boolean;
}

export interface Crowd {
  readonly count: number;
  /** The first so many of them walk. */
  readonly walkers: number;
  readonly trackedOneIn: number;
  /** When the first walker's mail is due, and the last's. */
  readonly dueFrom: EpochMs;
  readonly dueTo: EpochMs;
}

const writesAtOnce = 16;

export function tableOf(endpoint: string): TableAccess {
  return new TableAccess(new DynamoDBClient({ ...localAccount, endpoint }), tableDefinition.name);
}

/** The runner must have been started once: it makes the table and the keys. */
export async function addPeople(table: TableAccess, keysFile: string, crowd: Crowd): Promise<Person[]> {
  const identity = makeIdentity(parseKeys(readFileSync(keysFile, 'utf8')));
  const [subscribers, enrolments] = [makeSubscriberStore(table), makeEnrolmentStore(table)];
  const journey = await journeyIn(table);
  const people = Array.from({ length: crowd.count }, (_, index) => personOf(index, crowd));
  const everyMs = (crowd.dueTo - crowd.dueFrom) / Math.max(1, crowd.walkers - 1);
  const one = async (person: Person, index: number): Promise<void> => {
    const id = identity.subscriberId(person.email);
    await subscribers.save(subscriber(id, person, crowd.dueFrom - 3 * dayMs));
    if (person.walks) await enrolments.save(walk(id, journey, Math.floor(crowd.dueFrom + index * everyMs)));
  };
  for (let at = 0; at < people.length; at += writesAtOnce) {
    await Promise.all(people.slice(at, at + writesAtOnce).map((person, offset) => one(person, at + offset)));
  }
  return people;
}

function personOf(index: number, { walkers, trackedOneIn }: Crowd): Person {
  const email = `person-${String(index).padStart(5, '0')}@example.com`;
  return { email, tracked: index % trackedOneIn === trackedOneIn - 1, walks: index < walkers };
}

async function journeyIn(table: TableAccess): Promise<Journey> {
  const store = makeJourneyStore(table, journeys);
  await store.keepCurrent();
  const journey = await store.current('acne-scars');
  if (!journey) throw new Error('This build has no journey "acne-scars".');
  return journey;
}

function subscriber(id: string, { email, tracked }: Person, joinedAt: EpochMs): Subscriber {
  const said = (purpose: 'marketing' | 'tracking') =>
    ({ purpose, given: true, wording: '2026-11', at: joinedAt, source: 'form' }) as const;
  return {
    id,
    rev: 0,
    email,
    firstName: 'Anna',
    status: 'active',
    consents: tracked ? [said('marketing'), said('tracking')] : [said('marketing')],
    locale: 'en',
    timeZone: 'Europe/London',
    createdAt: joinedAt,
    activeSince: joinedAt + hourMs,
    attributes: {},
    tags: [],
  };
}

/** Welcomed two days ago, waiting for the first mail of the series proper. */
function walk(subscriberId: string, journey: Journey, dueAt: EpochMs): Enrolment {
  const wait = Object.values(journey.nodes).find((node) => node.kind === 'wait' && node.since === 'enrolment');
  if (!wait) throw new Error('The journey no longer waits after the welcome; choose another step for the proofs.');
  const enrolledAt = dueAt - 2 * dayMs;
  return {
    subscriberId,
    journeyId: journey.id,
    version: journey.version,
    rev: 0,
    state: 'walking',
    at: wait.id,
    enrolledAt,
    since: enrolledAt,
    waitUntil: dueAt,
    sends: [{ step: 'welcome', at: enrolledAt, batchId: subscriberId, slot: 0 }],
    dueAt,
  };
}

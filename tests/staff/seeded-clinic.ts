// A clinic in its second month, in memory: people at every place of the real series, newsletters, opens and clicks of all
// sorts. The same every time.
import { journeys } from '../../.build/journeys.mjs';
import type { Batch } from '../../functions/domain/batch.ts';
import type { SliceBatch } from '../../functions/domain/broadcast.ts';
import { type Enrolment, enrol, type SendNote } from '../../functions/domain/enrolment.ts';
import { type Journey, sendSteps, successors } from '../../functions/domain/journey.ts';
import type { SubscriberStatus } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { totalsOf } from '../../functions/domain/totals.ts';
import { nextSends } from '../../functions/domain/walking-order.ts';
import { audienceShard } from '../../functions/table.ts';
import { markBuckets } from '../../functions/usecases/mark-buckets.ts';
import { newBatch } from '../../functions/usecases/new-batch.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { type Dice, dice, type Person, send } from './seeded-mail.ts';

export const acneScars = journeys[0] as Journey;
export const seedNow = Date.UTC(2027, 1, 15, 14, 20);

const firstNames = 'Anna Maya Tom Ines Olu Clara Sami Priya Jonas Leah Wei Rosa Karim Zofia Ben Amara Noor Felix'.split(
  ' ',
);
const tracks: readonly (readonly [step: string, day: number])[] = [
  ['welcome', 0],
  ['understanding-scars', 2],
  ['chemical-peels', 5],
  ['microneedling', 8],
  ['combined-approach', 12],
  ['what-to-expect-needling', 14],
  ['questions', 16],
  ['next-step', 21],
];
const trackedOnly = new Set(['what-to-expect-needling']);

export interface SeedOptions {
  readonly people?: number;
}

export async function seededClinic({ people = 90 }: SeedOptions = {}): Promise<MemoryWorld> {
  const world = new MemoryWorld({ now: seedNow, seed: 'staff', journeys: [acneScars] });
  const chance = dice(7);
  const everybody = Array.from({ length: people }, (_, n) => person(world, n, chance));
  for (const one of everybody) await world.subscribers.save(one.subscriber);
  const walks = new Map<string, SendNote[]>(everybody.map(({ subscriber }) => [subscriber.id, []]));
  const batches = [
    ...(await sendSeries(world, everybody, walks, chance)),
    ...(await sendNewsletters(world, everybody, chance)),
  ];
  for (const one of everybody) await saveWalk(world, one, walks.get(one.subscriber.id) ?? [], chance);
  await rollUp(world, batches);
  for (const [n, one] of everybody.slice(3, 9).entries()) await tellStaff(world, one, n);
  await warmUp(world, walks);
  await takeLinksBack(world);
  return world;
}

async function takeLinksBack(world: MemoryWorld): Promise<void> {
  const hash = '0123456789abcdef';
  const links = [
    { name: 'main', url: 'https://www.lumenskin.example/open-evening-in-january' },
    { name: 'price-list', url: 'https://www.lumenskin.example/prices/2026.pdf' },
  ];
  await world.links.put({ hash, template: 'newsletter', tracked: true, links });
  for (const [link] of links.entries()) {
    const at = seedNow - (link + 1) * 26 * hourMs;
    await world.links.setWithdrawn(hash, link, { withdrawn: true, by: 'editor@clinic.test', at });
  }
}

/** Some who got the e-mail with the booking link followed it. */
async function warmUp(world: MemoryWorld, walks: ReadonlyMap<string, readonly SendNote[]>): Promise<void> {
  const got = [...walks].flatMap(([subscriberId, sends]) =>
    sends.filter(({ step }) => step === 'combined-approach').map((note) => ({ subscriberId, ...note })),
  );
  for (const [n, { subscriberId, step, batchId = '', slot = 0 }] of got.slice(0, 7).entries()) {
    const subject = { kind: 'journey', journeyId: acneScars.id, step } as const;
    const at = seedNow - (n * n + 1) * 3 * hourMs;
    await world.leads.put({ batchId, slot, subscriberId, subject, template: step, at });
  }
}

async function tellStaff(world: MemoryWorld, { subscriber }: Person, n: number): Promise<void> {
  const text = n % 2 === 0 ? '{firstName} followed the booking link.' : '{firstName} asked for a call.';
  const at = seedNow - (n + 1) * 5 * hourMs;
  const { title: source } = acneScars;
  await world.notices.put({ cause: 'seed', subscriberId: subscriber.id, text, source, at });
}

function person(world: MemoryWorld, n: number, chance: Dice): Person {
  const firstName = firstNames[n % firstNames.length] as string;
  const email = `${firstName.toLowerCase()}.${n}@example.com`;
  const createdAt = seedNow - Math.floor(chance() * 40 * dayMs) - 20 * minuteMs;
  const draw = chance();
  const status: SubscriberStatus =
    draw < 0.07 ? 'pending' : draw < 0.13 ? 'unsubscribed' : draw < 0.15 ? 'bounced' : 'active';
  const tracked = chance() < 0.65;
  const confirmedAt = createdAt + Math.floor(chance() * 3 * hourMs);
  const said = { wording: '2026-11', at: createdAt, source: 'form', ipHash: 'x' } as const;
  return {
    tracked,
    confirmedAt,
    stopsAfterDays: status === 'bounced' ? 0 : status === 'unsubscribed' ? 6 : 99,
    subscriber: {
      id: world.identity.subscriberId(email),
      rev: 0,
      email,
      ...(n % 5 !== 4 && { firstName }),
      status,
      consents: [
        { purpose: 'marketing', given: true, ...said },
        ...(tracked ? [{ purpose: 'tracking', given: true, ...said } as const] : []),
        ...(status === 'unsubscribed'
          ? [
              {
                purpose: 'marketing',
                given: false,
                wording: '',
                at: confirmedAt + 6 * dayMs,
                source: 'one-click',
              } as const,
            ]
          : []),
      ],
      locale: 'en',
      ...(n % 7 === 0 && { timeZone: 'Europe/Madrid' }),
      createdAt,
      ...(status !== 'pending' && { activeSince: confirmedAt }),
      ...(status === 'unsubscribed' && { leftAt: confirmedAt + 6 * dayMs }),
      ...(status === 'bounced' && { suppression: { reason: 'bounce', at: confirmedAt + hourMs } as const }),
      attributes: {},
      tags: [],
    },
  };
}

async function sendSeries(
  world: MemoryWorld,
  everybody: readonly Person[],
  walks: ReadonlyMap<string, SendNote[]>,
  chance: Dice,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  const steps = new Map(sendSteps(acneScars).map((node) => [node.id, node]));
  for (const [step, day] of tracks) {
    const due = everybody.flatMap((one) => {
      const at = day === 0 ? one.confirmedAt + 2 * minuteMs : morning(one.confirmedAt + day * dayMs);
      const walking = one.subscriber.status !== 'pending' && day <= one.stopsAfterDays && at < seedNow;
      return walking && (one.tracked || !trackedOnly.has(step)) ? [{ one, at }] : [];
    });
    const cohorts = Map.groupBy(due, ({ one, at }) => `${new Date(at).toISOString().slice(0, 10)} ${one.tracked}`);
    for (const cohort of cohorts.values()) {
      const [{ one, at } = { one: undefined, at: 0 }] = cohort;
      const batch = newBatch(world.ids, {
        subject: { kind: 'journey', journeyId: acneScars.id, step },
        template: steps.get(step)?.template ?? step,
        variant: { locale: 'en', tracked: one?.tracked ?? false },
        createdAt: at,
        shelfUntil: at + 7 * dayMs,
        state: 'ready',
        claimUntil: at,
        dueAt: at,
      });
      batches.push(await send(world, batch, cohort, chance));
      cohort.forEach(({ one: { subscriber }, at: sentAt }, slot) => {
        walks.get(subscriber.id)?.push({ step, at: sentAt, batchId: batch.id, slot });
      });
    }
  }
  return batches;
}

const newsletters = [
  { subject: 'January: a quiet month, and what winter does to skin', daysAgo: 27 },
  { subject: 'February: open evenings, and a question about sun cream', daysAgo: 3 },
] as const;

export const newsletterText = `Hello from the clinic. The evenings are getting longer, and so are our Thursdays.

## Open evenings

From this month we are open until seven on Thursdays. **Mira** greets you at the desk; she speaks Spanish and Polish.

**[Book an evening](https://www.lumenskin.example/book)**

## A question answered

*May I bring my sister to the consultation?* Yes, please do. Two people remember more than one.

- Bring your questions
- Bring your sister
`;

async function sendNewsletters(world: MemoryWorld, everybody: readonly Person[], chance: Dice): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (const { subject, daysAgo } of newsletters) {
    const at = seedNow - daysAgo * dayMs;
    const id = world.ids.random();
    const audience = everybody.filter(({ subscriber }) => subscriber.status === 'active' && subscriber.createdAt < at);
    await world.broadcasts.save({
      id,
      rev: 0,
      subject,
      markdown: newsletterText,
      state: 'sent',
      createdAt: at - hourMs,
      createdBy: 'editor@clinic.test',
      cutoffAt: at,
      planned: audience.length,
      doneAt: at + 2 * minuteMs,
    });
    for (const [shard, members] of Map.groupBy(audience, ({ subscriber }) => audienceShard(subscriber.id))) {
      const slice = await sendSlice(world, { broadcastId: id, shard, index: 0, at }, members, chance);
      batches.push(...slice);
    }
  }
  await world.broadcasts.save({
    id: world.ids.random(),
    rev: 0,
    subject: 'March: spring cleaning for your bathroom shelf',
    markdown: newsletterText,
    state: 'draft',
    createdAt: seedNow - 5 * hourMs,
    createdBy: 'editor@clinic.test',
  });
  return batches;
}

async function sendSlice(
  world: MemoryWorld,
  { broadcastId, shard, index, at }: { broadcastId: string; shard: number; index: number; at: EpochMs },
  people: readonly Person[],
  chance: Dice,
): Promise<Batch[]> {
  const sorted = people.toSorted((a, b) => (a.subscriber.id < b.subscriber.id ? -1 : 1));
  const batches: Batch[] = [];
  const parts: SliceBatch[] = [];
  for (const [tracked, cohort] of Map.groupBy(sorted, (one) => one.tracked)) {
    const planned = newBatch(world.ids, {
      subject: { kind: 'broadcast', broadcastId },
      template: 'newsletter',
      variant: { locale: 'en', tracked },
      createdAt: at,
      shelfUntil: at + 3 * dayMs,
      state: 'ready',
      claimUntil: at,
      dueAt: at,
    });
    const members = cohort.map(({ subscriber }) => subscriber.id);
    batches.push(
      await send(
        world,
        planned,
        cohort.map((one) => ({ one, at })),
        chance,
      ),
    );
    const [first = ''] = members;
    const last = members.at(-1) ?? '';
    parts.push({ batchId: planned.id, first, last, size: members.length, locale: 'en', tracked, members });
  }
  await world.broadcasts.putSlice({ broadcastId, shard, index, batches: parts });
  return batches;
}

async function saveWalk(world: MemoryWorld, one: Person, sends: readonly SendNote[], chance: Dice): Promise<void> {
  const { subscriber, confirmedAt } = one;
  if (subscriber.status === 'pending') return;
  const begun = enrol(subscriber.id, acneScars, confirmedAt);
  const { dueAt: _due, ...walk } = begun;
  const last = sends.at(-1);
  const hasGoal = last?.step === 'combined-approach' && chance() < 0.5;
  const ended =
    subscriber.status !== 'active'
      ? subscriber.status
      : last?.step === 'next-step'
        ? 'completed'
        : hasGoal
          ? 'goal'
          : '';
  const place: Partial<Enrolment> = ended
    ? { state: 'ended', at: 'end', endedAt: last?.at ?? confirmedAt, endedReason: ended }
    : waiting(last, confirmedAt);
  const turns = turnsOf(one.tracked, sends, place.at ?? walk.at);
  await world.enrolments.save({ ...walk, ...place, sends, turns, ...(hasGoal && { goalAt: seedNow - dayMs }) });
}

/** The turns that lead by way of these e-mails to where she stands. */
function turnsOf(tracked: boolean, sends: readonly SendNote[], until: string): string[] {
  const wanted = sends.map(({ step }) => step);
  const turns: string[] = [];
  let at = acneScars.entry;
  for (let steps = 0; at !== until && steps < 200; steps++) {
    const node = acneScars.nodes[at];
    if (!node || (wanted.length === 0 && until !== 'end')) return turns;
    if (node.kind === 'send') wanted.shift();
    const ways = successors(node);
    const fitting = ways.flatMap((way, index) => {
      const sendsAhead = nextSends(acneScars, way, () => undefined).map(({ id }) => id);
      return wanted[0] === undefined || sendsAhead.includes(wanted[0]) ? [index] : [];
    });
    const turn = (tracked ? fitting.at(-1) : fitting[0]) ?? 0;
    if (ways.length > 1) turns.push(`${at}:${turn}`);
    at = ways[turn] ?? until;
  }
  return turns;
}

/** Stands at the wait that follows the last e-mail. */
function waiting(last: SendNote | undefined, confirmedAt: EpochMs): Partial<Enrolment> {
  const step = last?.step ?? 'welcome';
  const node = acneScars.nodes[step];
  const nextDay = tracks[tracks.findIndex(([name]) => name === step) + 1]?.[1] ?? 21;
  const waitUntil = morning(confirmedAt + nextDay * dayMs);
  return {
    at: node?.kind === 'send' ? node.next : acneScars.entry,
    waitUntil,
    dueAt: waitUntil,
    since: last?.at ?? confirmedAt,
  };
}

/** Nine o'clock in London, in winter. */
function morning(at: EpochMs): EpochMs {
  return Math.floor(at / dayMs) * dayMs + 9 * hourMs;
}

async function rollUp(world: MemoryWorld, batches: readonly Batch[]): Promise<void> {
  await markBuckets(world, batches);
  for (const { bucket } of [...world.state.buckets.values()]) {
    const { mark, batches: own, evidence } = await world.metrics.read(bucket);
    if (mark !== undefined) await world.metrics.saveTotals(bucket, totalsOf(own, evidence), mark);
  }
}

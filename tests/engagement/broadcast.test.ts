// Publishing a newsletter: everybody active at the cut-off gets exactly one slot, whatever crashes or runs twice.
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import clinic from '../../clinic.config.ts';
import { slotAt } from '../../functions/domain/batch.ts';
import type { Broadcast } from '../../functions/domain/broadcast.ts';
import { withConsent } from '../../functions/domain/subscriber.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { type NewsletterSource, NewsletterSourceError } from '../../functions/ports/renderer.ts';
import { audienceShards } from '../../functions/table.ts';
import { previewBroadcast } from '../../functions/usecases/preview-broadcast.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { changeDraft, createDraft } from '../../functions/usecases/save-broadcast.ts';
import { startBroadcast } from '../../functions/usecases/start-broadcast.ts';
import { testSend } from '../../functions/usecases/test-send.ts';
import { MemoryWorld, type Ports } from '../memory/memory-world.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { idOf, person, sentAt } from './people.ts';

const compiler = {
  async compile({ issueId, subject, markdown }: NewsletterSource) {
    if (markdown.includes('![')) throw new NewsletterSourceError('markdown', 'An image.', 'Leave it out.');
    return { issueId, subject, preheader: '', html: `<p>${markdown}</p>`, text: markdown, links: [] };
  },
};

let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld({ now: sentAt, seed: 'broadcast' });
});

const more = (ports: Ports) => ({ ...ports, clock: world.clock, compiler, audienceShards, clinic: { locale: 'en' } });

async function draft(): Promise<Broadcast> {
  return createDraft(world, { subject: 'Spring', markdown: '# Hello' }, 'editor@clinic.example');
}

async function started(): Promise<Broadcast> {
  const broadcast = await startBroadcast(more(world), (await draft()).id);
  if (!broadcast) throw new Error('The draft did not start.');
  return broadcast;
}

/** Every third tracked, every seventh in German, a few who must not get it. */
async function populate(count: number): Promise<Set<string>> {
  const members = new Set<string>();
  for (let n = 0; n < count; n++) {
    const one = person(idOf(n), 'marketing', ...(n % 3 === 0 ? (['tracking'] as const) : []));
    const reader = n % 7 === 0 ? { ...one, locale: 'de' } : one;
    if (n % 11 === 5) await world.subscribers.save({ ...reader, status: 'unsubscribed' });
    else if (n % 13 === 6) await world.subscribers.save({ ...reader, activeSince: sentAt + 1 });
    else if (n % 17 === 7) await world.subscribers.save({ ...reader, suppression: { reason: 'bounce', at: sentAt } });
    else {
      await world.subscribers.save(reader);
      members.add(reader.id);
    }
  }
  return members;
}

/** Each planned recipient as `batch/slot`, by person. */
function places(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const id of world.state.batches.keys()) {
    for (const { subscriberId, slot } of world.state.recipients.get(id) ?? []) {
      found.set(subscriberId, [...(found.get(subscriberId) ?? []), `${id}/${slot}`]);
    }
  }
  return found;
}

async function publishUntilPlanned(id: string): Promise<Broadcast> {
  for (let tries = 0; tries < 50; tries++) {
    const broadcast = await world.broadcasts.get(id);
    if (broadcast && broadcast.state !== 'planning') return broadcast;
    await publishBroadcast(world, id, world.budget);
    world.clock.advance(5 * minuteMs);
  }
  throw new Error('The broadcast was not planned after fifty tries.');
}

describe('a draft', () => {
  it('can be written, changed and previewed, and says which field is wrong', async () => {
    const made = await draft();
    const changed = await changeDraft(world, made.id, { subject: 'Summer', markdown: 'Hi', preheader: 'Soon' });
    expect(changed).toMatchObject({ subject: 'Summer', preheader: 'Soon', state: 'draft', rev: 2 });
    await expect(changeDraft(world, made.id, { subject: ' ', markdown: 'Hi' })).rejects.toMatchObject({
      field: 'subject',
    });
    await expect(draftOf('![x](y)')).rejects.toMatchObject({ field: 'markdown' });
    const preview = await previewBroadcast(more(world), { issueId: 'x', subject: 'Summer', markdown: 'Hi' });
    expect(preview.html).not.toContain('{{');
  });

  async function draftOf(markdown: string) {
    const { id } = await createDraft(world, { subject: 'S', markdown }, 'editor@clinic.example');
    return startBroadcast(more(world), id);
  }

  it('goes to one member of staff as a test, and stays a draft', async () => {
    const { id } = await draft();
    expect(await testSend(more(world), id, 'editor@clinic.example')).toBe(true);
    expect(await testSend(more(world), 'nobody', 'editor@clinic.example')).toBe(false);
    expect(world.mailer.single).toMatchObject([
      { to: 'editor@clinic.example', subject: 'Test: Spring', tags: { kind: 'test' } },
    ]);
    expect((await world.broadcasts.get(id))?.state).toBe('draft');
  });

  it('starts once, however often the button is pressed, and changes no more', async () => {
    const { id } = await started();
    expect(await startBroadcast(more(world), id)).toBeUndefined();
    expect(await changeDraft(world, id, { subject: 'Late', markdown: 'Hi' })).toBeUndefined();
    const { contentKey = '' } = (await world.broadcasts.get(id)) ?? {};
    expect(JSON.parse((await world.blobs.get(contentKey)) ?? '')).toMatchObject({ subject: 'Spring', issueId: id });
  });
});

describe('planning', () => {
  it('gives every active member exactly one slot in a batch of her own kind', async () => {
    const members = await populate(700);
    const { id } = await started();
    const broadcast = await publishUntilPlanned(id);
    expect(broadcast).toMatchObject({ state: 'sending', planned: members.size });
    expect([...places().keys()].sort()).toEqual([...members].sort());
    expect([...places().values()].every(({ length }) => length === 1)).toBe(true);
    for (const { id, variant, slots, state } of world.state.batches.values()) {
      const people = await world.subscribers.getMany(
        (await world.batches.recipients(id)).map((one) => one.subscriberId),
      );
      const kinds = [...people.values()].map(({ locale, consents }) => `${locale} ${consents.length > 1}`);
      expect(new Set(kinds)).toEqual(new Set([`${variant.locale} ${variant.tracked}`]));
      expect(slots).toEqual([...people].map((_, slot) => slot));
      expect(slots.length).toBeLessThanOrEqual(50);
      expect(state).toBe('ready');
    }
  });

  it('cuts a shard of more than 1,000 keys into slices that follow on', async () => {
    const members = await populate(2_300);
    const { id } = await started();
    await publishUntilPlanned(id);
    expect(Math.max(...[...world.state.slices.values()].map(({ index }) => index))).toBeGreaterThan(0);
    expect([...places().keys()].sort()).toEqual([...members].sort());
  });

  it('makes no slice after a full one that is the last, though the store cannot say so', async () => {
    await populate(1_200);
    // As DynamoDB does: a full page may have been the last.
    const ports = wrapPorts(world, async (port, method, [, limit], proceed) => {
      const answer = await proceed();
      if (port !== 'subscribers' || method !== 'members') return answer;
      const { items, next } = answer as Awaited<ReturnType<Ports['subscribers']['members']>>;
      return { items, next: items.length === limit ? items.at(-1)?.id : next };
    });
    for (const [id] of [...world.state.subscribers].slice(1_000)) world.state.subscribers.delete(id);
    const { id } = await started();
    await publishBroadcast(ports, id, world.budget);
    expect([...world.state.slices.values()].map(({ next }) => next)).toEqual([undefined]);
    expect((await world.broadcasts.get(id))?.state).toBe('sending');
  });

  it('of nobody at all is sent at once', async () => {
    const { id } = await started();
    await publishUntilPlanned(id);
    world.clock.advance(minuteMs);
    await publishBroadcast(world, id, world.budget);
    expect(await world.broadcasts.get(id)).toMatchObject({ state: 'sent', planned: 0 });
  });

  it('stops when time runs short, and goes on from there', async () => {
    const members = await populate(200);
    const { id } = await started();
    world.budget.leftMs = 1_000;
    await publishBroadcast(world, id, world.budget);
    expect(world.state.batches.size).toBe(0);
    world.budget.leftMs = 60_000;
    await publishUntilPlanned(id);
    expect(places().size).toBe(members.size);
  });

  it('saves a small issue once, and a large one every ten slices, out of the reach of another planner', async () => {
    await populate(100);
    const small = await started();
    await publishBroadcast(world, small.id, world.budget);
    expect(await world.broadcasts.get(small.id)).toMatchObject({ state: 'sending', rev: small.rev + 1 });
    await populate(10_500);
    const large = await started();
    const saved: Broadcast[] = [];
    const ports = wrapPorts(world, async (port, method, args, proceed) => {
      if (port === 'broadcasts' && method === 'save') saved.push(args[0] as Broadcast);
      return proceed();
    });
    await publishBroadcast(ports, large.id, world.budget);
    expect(saved.map(({ state, chains, dueAt = 0 }) => ({ state, chains, isLeft: dueAt > sentAt }))).toEqual([
      { state: 'planning', chains: { 0: 10 }, isLeft: true },
      { state: 'sending', chains: { 0: 'done' }, isLeft: true },
    ]);
  });

  it('leaves alone a broadcast in the hands of another planner', async () => {
    await populate(20);
    const { id } = await started();
    const broadcast = (await world.broadcasts.get(id)) as Broadcast;
    await world.broadcasts.save({ ...broadcast, dueAt: sentAt + minuteMs });
    await publishBroadcast(world, id, world.budget);
    expect(world.state.slices.size).toBe(0);
  });
});

describe('crashes and rivals', () => {
  class Crash extends Error {}

  it('a crash around any port call, while people change their minds, leaves each member one slot', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ calls: fc.integer({ min: 1, max: 120 }), isAfter: fc.boolean() }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.array(fc.integer({ min: 0, max: 299 }), { maxLength: 20 }),
        async (crashes, restless) => {
          world = new MemoryWorld({ now: sentAt, seed: 'crash' });
          const members = await populate(300);
          const { id } = await started();
          for (const [round, { calls, isAfter }] of crashes.entries()) {
            await crashing(id, calls, isAfter);
            for (const n of restless.filter((_, index) => index % crashes.length === round)) await changeMind(idOf(n));
            world.clock.advance(5 * minuteMs);
          }
          const broadcast = await publishUntilPlanned(id);
          const found = places();
          expect([...found.values()].filter(({ length }) => length !== 1)).toEqual([]);
          // Whoever left before her slice was cut is not in it; all others are, and nobody else.
          const expected = [...members].filter((one) => !restless.map(idOf).includes(one));
          expect([...found.keys()].filter((one) => !members.has(one))).toEqual([]);
          expect(expected.filter((one) => !found.has(one))).toEqual([]);
          expect(broadcast.planned).toBe(found.size);
        },
      ),
      { numRuns: 40 },
    );
  });

  async function crashing(id: string, calls: number, isAfter: boolean): Promise<void> {
    let left = calls;
    // A hint lost in the crash is logged; here that is expected.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const ports = wrapPorts(world, async (_port, _method, _args, proceed) => {
      left -= 1;
      if (left === 0 && !isAfter) throw new Crash();
      if (left < 0) throw new Crash();
      const answer = await proceed();
      if (left === 0) throw new Crash();
      return answer;
    });
    try {
      await publishBroadcast(ports, id, world.budget);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    } finally {
      vi.restoreAllMocks();
    }
  }

  /** Tracking given or withdrawn, which moves her to another kind of batch; or she leaves. */
  async function changeMind(id: string): Promise<void> {
    const her = await world.subscribers.get(id);
    if (!her) return;
    if (her.consents.length > 1) await world.subscribers.save({ ...her, status: 'unsubscribed' });
    else {
      const given = { purpose: 'tracking', given: true, wording: '2026-11', at: sentAt, source: 'page' } as const;
      await world.subscribers.save(withConsent(her, given));
    }
  }

  it('two planners at once agree on the same slices', async () => {
    const members = await populate(400);
    const { id } = await started();
    const broadcast = (await world.broadcasts.get(id)) as Broadcast;
    // All read it before any of them saved it, and all believe that theirs is what was saved.
    const ports = wrapPorts(world, async (port, method, _args, proceed) => {
      if (port === 'broadcasts' && method === 'get') return broadcast;
      if (port === 'broadcasts' && method === 'save') return true;
      await new Promise((resolve) => setImmediate(resolve));
      return proceed();
    });
    await Promise.all([1, 2, 3].map(() => publishBroadcast(ports, id, world.budget)));
    expect([...places().keys()].sort()).toEqual([...members].sort());
    expect([...places().values()].every(({ length }) => length === 1)).toBe(true);
  });
});

describe('the end', () => {
  it('is reached when every planned e-mail is settled, and not before', async () => {
    await populate(120);
    const { id } = await started();
    await publishUntilPlanned(id);
    world.clock.advance(minuteMs);
    await publishBroadcast(world, id, world.budget);
    expect((await world.broadcasts.get(id))?.state).toBe('sending');
    for (const batch of world.state.batches.values()) {
      const accepted = batch.slots.slice(1).map((slot) => slotAt(slot, sentAt));
      await world.batches.add(batch.id, { accepted, refused: ['0:suppressed'] });
    }
    await rollupDue({ ...world, linkTables: world.links, audienceShards, clinic }, world.budget);
    world.clock.advance(hourMs);
    await publishBroadcast(world, id, world.budget);
    const sent = await world.broadcasts.get(id);
    expect(sent).toMatchObject({ state: 'sent', doneAt: world.clock.now() });
    expect(sent?.dueAt).toBeUndefined();
  });
});

// Warm leads: a person's click on a booking link tells staff once; a scanner's tells nobody, and neither is a goal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import clinicConfig from '../../clinic.config.ts';
import type { EvidenceEvent } from '../../functions/domain/evidence.ts';
import { bookingLinks } from '../../functions/domain/lead.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { audienceShards } from '../../functions/table.ts';
import { listLeads } from '../../functions/usecases/list-leads.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { rollupDue } from '../../functions/usecases/rollup.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { agents, event, idOf, journey, sentAt, sentBatch } from './people.ts';

const clinic = { ...clinicConfig, staffAddress: 'desk@lumenskin.example' };
const links = [
  { name: 'web', url: 'https://www.lumenskin.example/peels' },
  { name: 'main', url: `${clinic.bookingUrl}?from=mail` },
  { name: 'more', url: 'https://www.lumenskin.example/bookshop' },
];

async function begin(links_ = links) {
  const world = new MemoryWorld({ now: sentAt, seed: 'leads', journeys: [journey] });
  const batch = await sentBatch(world, 2, { renderHash: '0123456789abcdef' });
  await world.links.put({ hash: '0123456789abcdef', template: 'first', tracked: true, links: links_ });
  const deps = { ...world, clinic, linkTables: world.links, audienceShards };
  const run = () => rollupDue(deps, world.budget);
  const click = async (slot: number, link: number, fields: Partial<EvidenceEvent> = {}) => {
    const at = world.clock.now();
    const one = event({ kind: 'click', link, at, headers: { 'accept-language': 'yes' }, ...fields });
    await recordHits(deps, [{ kind: 'engagement', batchId: batch.id, slot, event: one }]);
  };
  const later = async (ms: number) => {
    world.clock.advance(ms);
    await run();
  };
  const told = async () => (await world.notices.latest(10)).map(({ text, source }) => `${source}: ${text}`);
  return { world, batch, deps, click, later, told };
}

describe('a click on the booking link', () => {
  it('makes a warm lead that staff are told of once, and no goal', async () => {
    const { world, batch, deps, click, later, told } = await begin();
    world.clock.advance(dayMs);
    const at = world.clock.now();
    await click(0, 1);
    await later(3 * minuteMs);
    for (let n = 0; n < 3; n++) {
      await click(0, 1);
      await later(3 * minuteMs);
    }
    expect(await told()).toEqual(['Series: First: {firstName} followed the booking link.']);
    expect((await world.notices.mail()).dueAt).toBeDefined();
    const { rows, next } = (await listLeads(deps)) ?? { rows: [] };
    expect(next).toBeUndefined();
    expect(rows).toEqual([
      {
        at,
        subscriberId: idOf(0),
        subject: batch.subject,
        email: `${idOf(0)}@example.com`,
        firstName: 'Anna',
        status: 'active',
        source: 'Series',
        mail: 'First',
        booked: false,
      },
    ]);
    expect([...world.state.batches.values()].flatMap(({ goals }) => [...goals])).toEqual([]);
  });

  it('is told again for another e-mail, and another person', async () => {
    const { click, later, told } = await begin();
    await later(dayMs);
    for (const slot of [0, 1]) await click(slot, 1);
    await later(3 * minuteMs);
    expect(await told()).toHaveLength(2);
  });

  it('waits until a scanner’s burst would have been seen whole', async () => {
    const { world, click, later, told } = await begin();
    await later(dayMs);
    await click(1, 0);
    world.clock.advance(100 * secondMs);
    await click(0, 1);
    await later(30 * secondMs);
    expect(await told()).toEqual([]);
    await later(2 * minuteMs);
    expect(await told()).toHaveLength(1);
  });

  it('of a scanner tells nobody, however it comes', async () => {
    for (const scan of [
      { at: sentAt + 2 * secondMs },
      { at: sentAt + hourMs, userAgent: agents.bingPreview },
      { at: sentAt + hourMs, headers: { ':method': 'HEAD' } },
    ]) {
      const { world, click, later, told } = await begin();
      for (const link of [0, 1, 2]) await click(0, link, { ...scan, at: scan.at + link });
      world.clock.set(sentAt + hourMs);
      await later(5 * minuteMs);
      expect(await told()).toEqual([]);
      expect((await world.leads.page(10)).items).toEqual([]);
    }
  });

  it('of somebody who withdrew her consent meanwhile tells nobody', async () => {
    const { world, click, later, told } = await begin();
    await later(dayMs);
    await click(0, 1);
    const known = await world.subscribers.get(idOf(0));
    if (known) await world.subscribers.save({ ...known, consents: [] });
    await later(5 * minuteMs);
    expect(await told()).toEqual([]);
  });

  it('is told in the end, once, although a crash comes between the notice and the lead', async () => {
    const { world, click, later, told } = await begin();
    await later(dayMs);
    await click(0, 1);
    const put = world.leads.put.bind(world.leads);
    let crashes = 1;
    world.leads.put = async (lead) => {
      if (crashes-- > 0) throw new Error('crash');
      return put(lead);
    };
    await expect(later(3 * minuteMs)).rejects.toThrow('crash');
    await later(minuteMs);
    expect(await told()).toHaveLength(1);
    expect((await world.leads.page(10)).items).toHaveLength(1);
  });

  it('on any other link tells nobody', async () => {
    const { click, later, told } = await begin();
    await later(dayMs);
    await click(0, 2);
    await later(3 * minuteMs);
    expect(await told()).toEqual([]);
  });
});

describe('booking links', () => {
  it('are the booking page’s own, whatever is added to its address, and no longer names', () => {
    const base = fc.constantFrom('https://clinic.example/book', 'https://clinic.example/book/');
    fc.assert(
      fc.property(
        base,
        fc.constantFrom('', '/', '?a=b', '#x', '/now'),
        fc.stringMatching(/^[a-z0-9-]{1,8}$/),
        (page, more, name) => {
          const of = (url: string) => bookingLinks([{ url }], page).size;
          expect(of(`https://clinic.example/book${more}`)).toBe(1);
          expect(of(`https://clinic.example/book${name}`)).toBe(0);
          expect(of('https://clinic.example/')).toBe(0);
        },
      ),
    );
  });
});

describe('the list of leads', () => {
  it('refuses a place it never gave', async () => {
    const { deps } = await begin();
    expect(await listLeads(deps, 'nowhere')).toBeUndefined();
  });
});

// The hook around the ports: it sees every asynchronous call and may break it on either side, and nothing else changes.
import { describe, expect, it } from 'vitest';
import { aSubscriber, noonMs } from '../contract/examples.ts';
import { MemoryWorld } from './memory-world.ts';
import { type PortHook, wrapPorts } from './wrap-ports.ts';

const dieBefore: PortHook = async () => {
  throw new Error('died before');
};
const dieAfter: PortHook = async (_port, _method, _args, proceed) => {
  await proceed();
  throw new Error('died after');
};

describe('wrapPorts', () => {
  it('names port, method and arguments of each call, and answers what the port answers', async () => {
    const seen: unknown[] = [];
    const ports = wrapPorts(new MemoryWorld(), (port, method, args, proceed) => {
      seen.push([port, method, args]);
      return proceed();
    });
    const subscriber = aSubscriber();
    expect(await ports.subscribers.save(subscriber)).toBe(true);
    expect(await ports.subscribers.get(subscriber.id)).toEqual({ ...subscriber, rev: 1 });
    expect(seen).toEqual([
      ['subscribers', 'save', [subscriber]],
      ['subscribers', 'get', [subscriber.id]],
    ]);
  });

  it('breaks a call before it happened or after', async () => {
    const world = new MemoryWorld();
    const subscriber = aSubscriber();
    await expect(wrapPorts(world, dieBefore).subscribers.save(subscriber)).rejects.toThrow('died before');
    expect(await world.subscribers.get(subscriber.id)).toBeUndefined();
    await expect(wrapPorts(world, dieAfter).subscribers.save(subscriber)).rejects.toThrow('died after');
    expect(await world.subscribers.get(subscriber.id)).toMatchObject({ rev: 1 });
  });

  it('lets the hook answer in the place of a port', async () => {
    const world = new MemoryWorld();
    await world.subscribers.save(aSubscriber({ dueAt: noonMs }));
    const ports = wrapPorts(world, async (_port, method, _args, proceed) => (method === 'due' ? [] : proceed()));
    expect(await ports.due.due('confirmation-0', noonMs, 10)).toEqual([]);
    expect(await world.due.due('confirmation-0', noonMs, 10)).toHaveLength(1);
  });

  it('leaves time, names, signatures and lists of what the build knows alone', () => {
    const world = new MemoryWorld({ templates: ['welcome'] });
    const ports = wrapPorts(world, dieBefore);
    expect(ports.clock.now()).toBe(world.clock.now());
    expect(ports.budget.remainingMs()).toBe(world.budget.remainingMs());
    expect(ports.due.shards()).toEqual(world.due.shards());
    expect(ports.journeys.all()).toEqual([]);
    expect(ports.renderer.templateNames()).toEqual(['confirm', 'welcome']);
    const claim = { subscriberId: ports.identity.subscriberId('anna@example.com') };
    expect(ports.tokens.readLeave(ports.tokens.leave(claim))).toEqual(claim);
  });

  it('wraps every port of the world', async () => {
    const world = new MemoryWorld();
    const names = Object.keys(world).filter((name) => !['state', 'compiler', 'account', 'gallery'].includes(name));
    expect(Object.keys(wrapPorts(world, dieBefore)).sort()).toEqual(names.sort());
  });
});

describe('MemoryWorld', () => {
  it('makes the same ids for the same seed, others for another', () => {
    const idsOf = (seed: string) => {
      const { ids } = new MemoryWorld({ seed });
      return [ids.random(), ids.batch('0123456789a'), ids.random()];
    };
    expect(idsOf('one')).toEqual(idsOf('one'));
    expect(new Set([...idsOf('one'), ...idsOf('two')]).size).toBe(6);
    expect(idsOf('one').map((id) => id.length)).toEqual([22, 22, 22]);
  });

  it('goes on from the memory of an earlier one', async () => {
    const before = new MemoryWorld();
    const subscriber = aSubscriber();
    await before.subscribers.save(subscriber);
    const after = new MemoryWorld({ state: before.state });
    expect(await after.subscribers.get(subscriber.id)).toEqual({ ...subscriber, rev: 1 });
  });

  it('never turns its clock back', () => {
    const { clock } = new MemoryWorld({ now: noonMs });
    clock.advance(5);
    expect(clock.now()).toBe(noonMs + 5);
    expect(() => clock.set(noonMs)).toThrow('forward only');
  });
});

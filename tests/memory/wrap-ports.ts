// Puts one hook around every asynchronous port call, so that a simulation can crash before or after it, lose its answer,
// delay it or replace it, without knowing the ports.
import type { Ports } from './memory-world.ts';

export type PortName = keyof Ports;

/**
 * Called in place of each port call. `proceed()` makes the call; throw before it for a crash, after it for a lost answer,
 * answer something else for a stale or reordered read.
 */
export type PortHook = (
  port: PortName,
  method: string,
  args: readonly unknown[],
  proceed: () => Promise<unknown>,
) => Promise<unknown>;

/** Which ports do I/O and are hooked; the others (time, names, signatures) answer at once and cannot fail. */
const hooked: Readonly<Record<PortName, boolean>> = {
  subscribers: true,
  enrolments: true,
  batches: true,
  evidence: true,
  metrics: true,
  broadcasts: true,
  journeys: true,
  links: true,
  due: true,
  blobs: true,
  notices: true,
  leads: true,
  reviews: true,
  queues: true,
  pace: true,
  control: true,
  mailer: true,
  renderer: true,
  clock: false,
  budget: false,
  ids: false,
  identity: false,
  tokens: false,
  meter: false,
};
const pureMethods: ReadonlySet<string> = new Set(['due.shards', 'journeys.all', 'renderer.templateNames']);

export function wrapPorts(ports: Ports, hook: PortHook): Ports {
  const names = Object.keys(hooked) as PortName[];
  const wrapped = names.map((name) => [name, hooked[name] ? wrapPort(name, ports[name], hook) : ports[name]]);
  return Object.fromEntries(wrapped) as unknown as Ports;
}

function wrapPort<Port extends object>(name: PortName, port: Port, hook: PortHook): Port {
  return new Proxy(port, {
    get(target, property) {
      // Methods run on the target itself: private fields cannot be reached through a proxy.
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      if (pureMethods.has(`${name}.${property}`)) return member.bind(target);
      return async (...args: unknown[]) => hook(name, property, args, async () => member.apply(target, args));
    },
  });
}

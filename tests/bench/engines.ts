// The bench's side of engines-child.ts: starts it, asks it, ends it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { QueueName } from '../../functions/ports/queue.ts';
import type { Cohort } from './seeding.ts';
import type { Taken } from './ses-sink.ts';

export interface EngineAddresses {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly sesv2: string;
  readonly queueUrls: Readonly<Record<string, string>>;
}

export interface Engines {
  readonly addresses: EngineAddresses;
  /** Takes what waits in a queue. */
  drain(queue: QueueName): Promise<string[]>;
  /** What SES took since this was last asked. */
  taken(): Promise<Taken[]>;
  /** Forgets them unread: a hundred thousand of them would lie as garbage in a process whose memory is measured. */
  forgetTaken(): Promise<void>;
  /** How many e-mails SES took since the last `taken` or `forgetTaken`. */
  takenCount(): Promise<number>;
  seed(cohort: Cohort): Promise<void>;
  seedNewsletters(before: number): Promise<void>;
  /** Presses "send now" on a fresh issue. */
  startNewsletter(now: number): Promise<void>;
  end(): Promise<void>;
}

const script = fileURLToPath(new URL('./engines-child.ts', import.meta.url));

export async function startEngines(): Promise<Engines> {
  // A hundred thousand people in memory need more than the default heap, and more than the function that mails them.
  const child = fork(script, { execArgv: ['--import', 'tsx', '--max-old-space-size=6144'] });
  const exited = once(child, 'exit');
  const addresses = await Promise.race([
    once(child, 'message').then(([message]) => message as EngineAddresses),
    exited.then(([code]): never => {
      throw new Error(`The engines ended with ${code} before they were ready.`);
    }),
  ]);
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${addresses.sesv2}${path}`, request);
    if (!response.ok) throw new Error(`The engines answered ${response.status} to ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    addresses,
    drain: async (queue) => (await ask(`/drain?queue=${queue}`)) as string[],
    taken: async () => (await ask('/taken')) as Taken[],
    forgetTaken: async () => void (await ask('/forget')),
    takenCount: async () => ((await ask('/counts')) as { emails: number }).emails,
    seed: async (cohort) => void (await ask('/cohort', cohort)),
    seedNewsletters: async (before) => void (await ask(`/newsletters?before=${before}`)),
    startNewsletter: async (now) => void (await ask(`/newsletter?now=${now}`)),
    async end() {
      child.disconnect();
      await exited;
    },
  };
}

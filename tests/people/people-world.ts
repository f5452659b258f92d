// The public pages and hits over the in-memory ports, with real tokens, for the tests of this folder.

import clinic from '../../clinic.config.ts';
import { makeHitGate } from '../../functions/adapters/hit-gate.ts';
import { makeIdentity } from '../../functions/adapters/links/identity.ts';
import { makeTokens } from '../../functions/adapters/links/tokens.ts';
import { parseAddress } from '../../functions/domain/address.ts';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, type EpochMs } from '../../functions/domain/time.ts';
import { dueShard } from '../../functions/table.ts';
import { makeHitsApp } from '../../functions/web/hits/app.tsx';
import { makeSite } from '../../functions/web/site/app.tsx';
import { MemoryWorld } from '../memory/memory-world.ts';

export const testKeys = {
  identity: 'an identity key for the tests of this folder alone',
  tokens: [
    { id: 'b', key: 'the token key that signs in the tests of this folder' },
    { id: 'a', key: 'an older token key that still verifies in these tests' },
  ],
};

export const journey: Journey = {
  id: 'acne-scars',
  version: '0123456789ab',
  title: 'Acne scars',
  enter: [{ kind: 'sign-up' }],
  entry: 'welcome',
  nodes: {
    welcome: {
      kind: 'send',
      id: 'welcome',
      template: 'welcome',
      alternateSubject: false,
      when: 'at-once',
      shelfDays: 3,
      next: 'done',
    },
    done: { kind: 'exit', id: 'done', reason: 'completed' },
  },
};

export class PeopleWorld extends MemoryWorld {
  override readonly identity = makeIdentity(testKeys);
  override readonly tokens = makeTokens(testKeys);
  readonly clinic = clinic;
  readonly refusedHits: object[] = [];
  readonly site = makeSite(this.ports());
  readonly hits = makeHitsApp({
    tokens: this.tokens,
    links: this.links,
    queues: this.queues,
    clock: this.clock,
    gate: makeHitGate({ now: () => this.clock.now(), report: (counts) => this.refusedHits.push(counts) }),
    clinic,
  });

  constructor(now: EpochMs = Date.UTC(2027, 0, 4, 9)) {
    super({ now, journeys: [journey], seed: 'people' });
  }

  ports() {
    return {
      meter: this.meter,
      subscribers: this.subscribers,
      enrolments: this.enrolments,
      journeys: this.journeys,
      batches: this.batches,
      broadcasts: this.broadcasts,
      blobs: this.blobs,
      renderer: this.renderer,
      queues: this.queues,
      identity: this.identity,
      tokens: this.tokens,
      clock: this.clock,
      clinic,
      shardOf: (subscriberId: string) => dueShard('enrolment', subscriberId),
    };
  }

  idOf(email: string): string {
    return this.identity.subscriberId(parseAddress(email).key);
  }

  person(email: string): Subscriber | undefined {
    return this.state.subscribers.get(this.idOf(email));
  }

  known(email: string): Subscriber {
    const person = this.person(email);
    if (!person) throw new Error(`Nobody is stored for ${email}.`);
    return person;
  }

  walk(): Enrolment {
    const [walk] = this.state.enrolments.values();
    if (!walk) throw new Error('Nobody is enrolled.');
    return walk;
  }

  /** Signs up by JSON; answers the response. */
  signUp(email: string, more: object = {}): Promise<Response> | Response {
    return this.site.request('/api/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
      body: JSON.stringify({ email, consent: true, ...more }),
    });
  }

  confirmToken(email: string, issuedAt = this.clock.now()): string {
    return this.tokens.confirm({ subscriberId: this.idOf(email), issuedAt });
  }

  leaveToken(email: string, from: { batchId: string; slot: number } | object = {}): string {
    return this.tokens.leave({ subscriberId: this.idOf(email), ...from });
  }

  async join(email: string, more: object = {}): Promise<void> {
    await this.signUp(email, more);
    await this.post(`/confirm/${this.confirmToken(email)}`);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> | Response {
    return this.site.request(path, { headers });
  }

  post(path: string, fields: Record<string, string> = {}): Promise<Response> | Response {
    return this.site.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Everything stored and queued, as one comparable text. */
  snapshot(): string {
    const stored = Object.entries(this.state).map(([name, held]) => [name, held instanceof Map ? [...held] : held]);
    const queued = (['advance', 'send', 'transactional', 'hits'] as const).map((name) => this.queues.peek(name));
    return JSON.stringify([stored, queued]);
  }
}

export const elevenMinutesMs = 11 * 60_000;
export const pastTtlMs = (clinic.confirmationTtlDays + 1) * dayMs;

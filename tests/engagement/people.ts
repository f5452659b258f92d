// Shared beginnings of these tests: agents as they come, a journey that waits for an open, batches that were sent.
import { type Batch, slotAt } from '../../functions/domain/batch.ts';
import type { EvidenceEvent } from '../../functions/domain/evidence.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { Consent, Purpose, Subscriber } from '../../functions/domain/subscriber.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { newBatch } from '../../functions/usecases/new-batch.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';

export const sentAt = Date.UTC(2027, 0, 4, 9);

export const agents = {
  desktop:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  thunderbird: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0',
  gmailProxy: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  gmailPrefetch:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
  yahooProxy: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  appleRelay: 'Mozilla/5.0',
  appleMail: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  outlook: 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  bingPreview: 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0 Safari/537.36 BingPreview/1.0b',
  cubot:
    'Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
} as const;

export function event(fields: Partial<EvidenceEvent> = {}): EvidenceEvent {
  const { kind = 'open' } = fields;
  const link = kind === 'click' ? { link: 0 } : {};
  return { kind, at: sentAt + 10 * minuteMs, userAgent: agents.desktop, ip: '203.0.113.0', ...link, ...fields };
}

export function person(id: string, ...purposes: readonly Purpose[]): Subscriber {
  const consents = purposes.map(
    (purpose): Consent => ({ purpose, given: true, wording: '2026-11', at: sentAt - minuteMs, source: 'form' }),
  );
  return {
    id,
    rev: 0,
    email: `${id}@example.com`,
    firstName: 'Anna',
    status: 'active',
    consents,
    locale: 'en',
    createdAt: sentAt - minuteMs,
    activeSince: sentAt - minuteMs,
    attributes: {},
    tags: [],
  };
}

export const idOf = (n: number): string => `person-${String(n).padStart(15, '0')}`;

/** A first mail, a wait for its open, a second mail. */
export const journey: Journey = {
  id: 'series',
  version: '0123456789ab',
  title: 'Series',
  enter: [],
  entry: 'first',
  nodes: {
    first: {
      kind: 'send',
      id: 'first',
      template: 'first',
      alternateSubject: false,
      when: 'at-once',
      shelfDays: 3,
      next: 'patience',
    },
    patience: {
      kind: 'wait',
      id: 'patience',
      span: { unit: 'days', count: 3 },
      since: 'first',
      until: { kind: 'opened', steps: ['first'] },
      next: 'second',
    },
    second: {
      kind: 'send',
      id: 'second',
      template: 'second',
      alternateSubject: false,
      when: 'window',
      shelfDays: 3,
      next: 'end',
    },
    end: { kind: 'exit', id: 'end', reason: 'finished' },
  },
};

/** A batch of the journey's first step as it stands after SES took it: slots 0..size-1, one tracked person each. */
export async function sentBatch(world: MemoryWorld, size: number, fields: Partial<Batch> = {}): Promise<Batch> {
  const slots = Array.from({ length: size }, (_, slot) => slot);
  const planned = newBatch(world.ids, {
    subject: { kind: 'journey', journeyId: journey.id, step: 'first' },
    template: 'first',
    variant: { locale: 'en', tracked: true },
    createdAt: sentAt,
    shelfUntil: sentAt + minuteMs,
    state: 'ready',
    claimUntil: sentAt,
    dueAt: sentAt,
    slots,
  });
  const batch: Batch = {
    ...planned,
    state: 'done',
    accepted: new Set(slots.map((slot) => slotAt(slot, sentAt))),
    ...fields,
  };
  const people = slots.map((slot) => person(idOf(slot), 'marketing', 'tracking'));
  await world.batches.plan(
    batch,
    people.map(({ id, email }, slot) => ({ slot, subscriberId: id, email })),
  );
  for (const one of people) if (!(await world.subscribers.get(one.id))) await world.subscribers.save(one);
  return batch;
}

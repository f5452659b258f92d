// The endpoints under /_local: the clock, the mail that was sent, and events on request. In no Lambda bundle.
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import * as z from 'zod';
import type { EpochMs } from '../../../functions/domain/time.ts';
import type { LinkTables } from '../../../functions/ports/stores.ts';
import type { Conductor } from '../clock/conductor.ts';
import { requestedTime } from '../clock/requested-time.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { type EventType, eventTypes } from '../ses/mail.ts';
import type { MailStore } from '../ses/mail-store.ts';
import { isVerdict, type PostedMail } from '../ses/received-json.ts';
import { viewMessage } from './message-view.ts';
import { LocalProblem, problemResponse } from './problems.ts';

export interface LocalApiParts {
  readonly origin: string;
  readonly clock: VirtualClock;
  readonly conductor: Conductor;
  readonly advanceTo: (to: EpochMs) => Promise<EpochMs>;
  /** Lets time pass until another e-mail was sent; gives up when none is to come. */
  readonly advanceToNextMail: () => Promise<EpochMs>;
  /** Zone in which times are shown to people. */
  readonly timeZone: string;
  /** Absent when another SES keeps the mail. */
  readonly mail: MailStore | undefined;
  readonly linkTables: LinkTables;
  readonly about: () => Record<string, unknown>;
  /** Hands a mail to the function that receives mail. */
  readonly receive: (mail: PostedMail) => Promise<unknown>;
}

/** Longest a list of mail waits for work that was just queued. */
const settleWaitMs = 1_000;

const isoNow = (at: EpochMs) => ({ now: new Date(at).toISOString() });

export function makeLocalApi(parts: LocalApiParts): Hono {
  const app = new Hono().basePath('/_local');
  let turn: Promise<unknown> = Promise.resolve();
  app.onError((error) => problemResponse(error));
  app.notFound((c) => problemResponse(new LocalProblem(404, 'Not found', `The local runner has no ${c.req.path}.`)));
  app.get('/', (c) => c.json({ ...isoNow(parts.clock.now()), ...parts.about() }));
  app.get('/clock', (c) => c.json(isoNow(parts.clock.now())));
  app.post('/clock', async (c) => {
    const body = await jsonBody(c.req.raw);
    // Refused at once where it is wrong; "an hour on" counts from when its turn comes.
    requestedTime(body, parts.clock.now());
    turn = turn.catch(() => undefined).then(() => parts.advanceTo(requestedTime(body, parts.clock.now())));
    return c.json(isoNow((await turn) as EpochMs));
  });
  app.get('/messages', async (c) => {
    const to = c.req.query('to');
    // What a request a moment ago queued is done first; an advance in progress is not waited for. Whoever queued it
    // hears of it when that fails: mail that is there is shown all the same.
    await Promise.race([Promise.allSettled([parts.conductor.settle()]), sleep(settleWaitMs)]);
    if (!to)
      throw new LocalProblem(422, 'An address is missing', 'Name the address: /_local/messages?to=anna@example.com');
    const mails = needMail(parts).toAddress(to);
    return c.json(await Promise.all(mails.map((mail) => viewMessage(mail, parts.linkTables, parts.origin))));
  });
  app.post('/messages/:id/events', async (c) => {
    const { type, ...detail } = readEvent(await jsonBody(c.req.raw));
    const store = needMail(parts);
    const messageId = c.req.param('id');
    if (!store.byId(messageId)) throw new LocalProblem(404, 'No such e-mail', `No e-mail has the id ${messageId}.`);
    store.addEvent({ messageId, at: parts.clock.now(), type, detail });
    await parts.conductor.settle();
    return c.json({ queued: type }, 202);
  });
  app.post('/inbound', async (c) => {
    const verdict = (name: string) => {
      const asked = c.req.query(name) ?? 'PASS';
      if (isVerdict(asked)) return asked;
      throw new LocalProblem(422, 'Unknown verdict', `"${name}" must be PASS, FAIL, GRAY or PROCESSING_FAILED.`);
    };
    const { from = '', to } = c.req.query();
    if (!to)
      throw new LocalProblem(422, 'An address is missing', 'Name whom it came for: /_local/inbound?to=hello@...');
    const raw = new Uint8Array(await c.req.arrayBuffer());
    await parts.receive({ raw, from, to, dmarc: verdict('dmarc'), spam: verdict('spam') });
    await parts.conductor.settle();
    return c.json({ received: raw.byteLength }, 202);
  });
  return app;
}

export function needMail({ mail }: LocalApiParts): MailStore {
  if (mail) return mail;
  throw new LocalProblem(
    501,
    'Another SES keeps the mail',
    'AWS_ENDPOINT_URL_SESV2 is set: ask that engine for its mail.',
  );
}

const eventRequest = z.looseObject({ type: z.enum(eventTypes) });

function readEvent(body: unknown): { type: EventType } & Record<string, unknown> {
  const read = eventRequest.safeParse(body);
  if (read.success) return read.data;
  throw new LocalProblem(422, 'Unknown event', `"type" must be one of ${eventTypes.join(', ')}.`);
}

async function jsonBody(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new LocalProblem(422, 'Not JSON', 'Send a JSON body with content-type application/json.');
  }
}

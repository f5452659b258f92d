// The persistent front before the local SES: what our SES client talks to. The emulator checks each request; the front
// keeps mail, tags, data and the events to come on disk before it answers, because the emulator forgets and drops tags.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { dayMs } from '../../../functions/domain/time.ts';
import type { Clock } from '../../../functions/ports/clock.ts';
import { closeServer } from '../engines/close-server.ts';
import type { Ending } from '../engines/engine.ts';
import type { SesEmulator } from '../engines/ses-emulator.ts';
import { comingEvents } from './coming-events.ts';
import type { Header } from './mail.ts';
import { missingValues } from './mail.ts';
import type { MailStore, NewMail } from './mail-store.ts';
import { RefusedRequest, readBulk, readSingle, type SendRequest } from './requests.ts';

/** The emulator keeps all mail in memory; it is emptied after so many sends. */
const sendsPerClearing = 200;

export interface SesFront extends Ending {
  readonly endpoint: string;
}

interface FrontParts {
  readonly emulator: SesEmulator;
  readonly store: MailStore;
  readonly clock: Clock;
}

export async function startSesFront(parts: FrontParts): Promise<SesFront> {
  const server = createServer(getRequestListener(makeFront(parts).fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => closeServer(server),
  };
}

function makeFront(parts: FrontParts): Hono {
  const app = new Hono();
  let sends = 0;
  const ask = async (path: string, body: string): Promise<globalThis.Response> => {
    if (++sends % sendsPerClearing === 0) await fetch(`${parts.emulator.endpoint}/clear-store`, emulatorPost('{}'));
    return fetch(`${parts.emulator.endpoint}${path}`, emulatorPost(body));
  };
  app.post('/v2/email/outbound-bulk-emails', async (c) => {
    const body = await c.req.text();
    const request = readBulk(JSON.parse(body));
    const answer = await ask(c.req.path, body);
    if (!answer.ok) return passOn(c, answer);
    const { BulkEmailEntryResults: checked } = (await answer.json()) as { BulkEmailEntryResults: EntryResult[] };
    const ids = keep(
      parts,
      request,
      checked.map((result) => result.Status === 'SUCCESS'),
    );
    return c.json({
      BulkEmailEntryResults: checked.map((result, index) =>
        ids[index] === undefined ? result : { Status: 'SUCCESS', MessageId: ids[index] },
      ),
    });
  });
  app.post('/v2/email/outbound-emails', async (c) => {
    const body = await c.req.text();
    const request = readSingle(JSON.parse(body));
    const answer = await ask(c.req.path, body);
    if (!answer.ok) return passOn(c, answer);
    return c.json({ MessageId: keep(parts, request, [true])[0] });
  });
  app.get('/v2/email/account', (c) => c.json(account(parts)));
  app.notFound((c) => refuse(c, 404, 'NotFoundException', `The local SES has no ${c.req.method} ${c.req.path}.`));
  app.onError((error, c) => {
    if (error instanceof RefusedRequest || error instanceof SyntaxError) {
      return refuse(c, 400, 'BadRequestException', error.message);
    }
    return refuse(c, 500, 'InternalServiceErrorException', error.message);
  });
  return app;
}

interface EntryResult {
  readonly Status: string;
  readonly MessageId?: string;
  readonly Error?: string;
}

/** Stores what was accepted, in one commit; answers its ids, undefined where an entry was refused. */
function keep(parts: FrontParts, request: SendRequest, accepted: readonly boolean[]): (string | undefined)[] {
  const at = parts.clock.now();
  const kept = request.entries.map((entry, index): NewMail | undefined => {
    if (!accepted[index]) return undefined;
    const messageId = `${at.toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
    const { to, headers, tags, data } = entry;
    const mail = {
      messageId,
      to,
      from: request.from,
      replyTo: request.replyTo,
      headers: headers as readonly Header[],
      tags,
      at,
      ...(data && { data }),
    };
    const missing = data ? missingValues(request.content, data) : [];
    if (missing.length === 0) return { mail, events: comingEvents(to, at) };
    // SES takes such mail and says later that it could not be rendered.
    const detail = { errorMessage: `Attribute '${missing[0]}' is not present in the rendering data.` };
    return { mail: { ...mail, unrendered: true }, events: [{ at, type: 'Rendering Failure', detail }] };
  });
  parts.store.add(
    request.content,
    kept.filter((mail) => mail !== undefined),
  );
  return kept.map((mail) => mail?.mail.messageId);
}

function account({ store, clock }: FrontParts) {
  return {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    DedicatedIpAutoWarmupEnabled: false,
    SendQuota: { Max24HourSend: 1_000_000, MaxSendRate: 500, SentLast24Hours: store.sentSince(clock.now() - dayMs) },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  };
}

function emulatorPost(body: string): RequestInit {
  return {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 local' },
  };
}

async function passOn(c: Context, answer: globalThis.Response) {
  const { type, message, detail } = (await answer.json()) as { type?: string; message?: string; detail?: string };
  return refuse(c, answer.status === 404 ? 404 : 400, type ?? 'BadRequestException', detail ?? message ?? '');
}

function refuse(c: Context, status: 400 | 404 | 500, type: string, message: string) {
  return c.json({ message }, status, { 'x-amzn-errortype': type });
}

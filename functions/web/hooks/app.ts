// The hook by which other systems report goals: docs/goal-webhook.md says how. Every refusal is RFC 9457 problem details.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { AddressError, parseAddress } from '../../domain/address.ts';
import { type GoalProof, proveGoal, type TakeGoalDeps, takeGoal } from '../../usecases/take-goal.ts';
import { type FieldError, problem } from '../site/respond.tsx';

const maxBodyBytes = 8 * 1024;
const goalPath = '/hooks/goal';

const eventSchema = z.strictObject(
  {
    id: z.string('Name the event by an id of your own, as text.').min(1, 'Must not be empty.').max(200, 'At most 200.'),
    email: z.string('Give the address of the person as text.'),
    at: z.iso.datetime({ offset: true, error: 'Write it as 2027-01-04T15:00:00Z, or leave it out.' }).optional(),
  },
  'Send a JSON object with id, email and, if you like, at; nothing else.',
);

const refusals: Record<Exclude<GoalProof, 'genuine'>, string> = {
  unsigned: 'Send the header Afterglow-Signature: t=SECONDS,v1=HEX.',
  forged:
    'The signature fits none of the goal secrets. Sign "SECONDS.BODY" with the bytes of the body as they are sent.',
  stale: 'The signature was made more than five minutes from now. Sign anew, and set the clock of your server.',
};

export function makeHooks(deps: TakeGoalDeps): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => problem(c, 413, 'Too large', `Send at most ${maxBodyBytes / 1024} KB.`),
    }),
  );
  app.post(goalPath, async (c) => {
    const body = await c.req.text();
    const proof = proveGoal(deps, c.req.header('afterglow-signature'), body);
    if (proof !== 'genuine') return problem(c, 401, 'Not proven', refusals[proof]);
    const json = parseJson(body);
    if (json === undefined) return problem(c, 400, 'Not JSON', 'Send a JSON object.');
    const read = readEvent(json);
    if ('errors' in read) return problem(c, 422, 'Cannot take this', 'See errors.', read.errors);
    return c.json({ outcome: await takeGoal(deps, read, read.addressKey) }, 200, { 'cache-control': 'no-store' });
  });
  app.all(goalPath, (c) => {
    c.header('allow', 'POST');
    return problem(c, 405, `This hook does not take ${c.req.method}`, 'It takes POST.');
  });
  app.notFound((c) => problem(c, 404, 'There is nothing here', `Goals are reported to POST ${goalPath}.`));
  app.onError((error, c) => {
    const told = (error.stack ?? error.message).replace(/[^\s/"]+@[\w-]+\.[\w.-]+/g, '(address)');
    console.error(JSON.stringify({ event: 'request-failed', place: '/hooks', error: told }));
    return problem(c, 500, 'That did not work', 'The event is safe to send again; do so in a minute.');
  });
  return app;
}

interface ReadEvent {
  readonly id: string;
  readonly addressKey: string;
  readonly at?: number;
}

function readEvent(json: unknown): ReadEvent | { readonly errors: readonly FieldError[] } {
  const event = eventSchema.safeParse(json);
  if (!event.success) {
    return { errors: event.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message })) };
  }
  const { id, email, at } = event.data;
  try {
    return { id, addressKey: parseAddress(email).key, ...(at !== undefined && { at: Date.parse(at) }) };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return { errors: [{ field: 'email', message: error.message }] };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

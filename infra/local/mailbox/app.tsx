// The mailbox: all mail of the run, for people.
import { Hono } from 'hono';
import type { LocalApiParts } from '../http/local-api.ts';

export function makeMailbox(_parts: LocalApiParts): Hono {
  return new Hono().basePath('/mailbox').get('/', (c) => c.text('mailbox'));
}

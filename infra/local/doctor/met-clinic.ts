// A clinic met over HTTP, its statuses read from the table: the part that a deployment and a local runner have in common.
import type { Context } from '../../../functions/composition/context.ts';
import { makeIdentity } from '../../../functions/composition/identity.ts';
import { makeSubscriberStore } from '../../../functions/composition/subscriber-store.ts';
import { makeTokens } from '../../../functions/composition/tokens.ts';
import type { Clinic } from './ports.ts';

/** `context` has the clinic's keys, which name the subscriber behind an address. */
export function meetClinic(origin: string, context: Context): Omit<Clinic, 'wait' | 'oneClickUrl'> {
  const idOf = (email: string) => makeIdentity(context).subscriberId(email);
  const subscriber = (email: string) => makeSubscriberStore(context).get(idOf(email));
  return {
    async signUp(email) {
      const answer = await fetch(`${origin}/api/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, firstName: 'Doctor', consent: true }),
      });
      return answer.status;
    },
    async confirm(email) {
      const token = makeTokens(context).confirm({ subscriberId: idOf(email), issuedAt: context.clock.now() });
      const answer = await fetch(`${origin}/confirm/${token}`, { method: 'POST', body: new URLSearchParams() });
      return answer.status;
    },
    async post(url, body) {
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
      return { status: answer.status, cookies: answer.headers.has('set-cookie') };
    },
    statusOf: async (email) => (await subscriber(email))?.status,
  };
}

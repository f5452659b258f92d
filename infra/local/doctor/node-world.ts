// The doctor's ports on Node: names by the system's resolver, the web by fetch.
import { promises as resolver } from 'node:dns';
import type { Dns, Web } from './ports.ts';

const nothingThere = new Set(['ENODATA', 'ENOTFOUND']);

async function orNone<Found>(look: Promise<Found[]>): Promise<Found[]> {
  try {
    return await look;
  } catch (error) {
    // A name without such a record is an answer; a resolver that does not answer is not.
    if (nothingThere.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

export const nodeDns: Dns = {
  txt: async (name) => (await orNone(resolver.resolveTxt(name))).map((strings) => strings.join('')),
  cname: (name) => orNone(resolver.resolveCname(name)),
  mx: (name) => orNone(resolver.resolveMx(name)),
};

const longestMs = 15_000;

export const nodeWeb: Web = {
  async status(url) {
    try {
      return (await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(longestMs) })).status;
    } catch (error) {
      // fetch itself says no more than "fetch failed".
      throw (error as Error).cause ?? error;
    }
  },
};

// The staff site on a port of this machine, with the local identity provider beside it, over a world in memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getRequestListener } from '@hono/node-server';
import clinicConfig from '../../clinic.config.ts';
import { makeSignIn } from '../../functions/adapters/oidc/sign-in.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { audienceShard, audienceShards, dueShard } from '../../functions/table.ts';
import { makeStaffApp } from '../../functions/web/staff/app.tsx';
import { type DeskDeps, makeDesk } from '../../functions/web/staff/make-desk.ts';
import { makeSignInProvider, signInPath, staffClientId } from '../../infra/local/sign-in/provider.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';

export const sessionKey = 'a session key that nothing but tests ever uses';

export interface StaffServer {
  readonly origin: string;
  readonly clinic: Clinic;
  end(): Promise<void>;
}

export interface ServerOptions {
  readonly wallClock?: () => number;
  readonly clinic?: Partial<Clinic>;
  /** Replaces ports of the world, such as the renderer by the real one. */
  readonly ports?: (clinic: Clinic) => Partial<DeskDeps>;
  /** Replaces the provider's answers: what it claims about whoever signs in. */
  readonly issuer?: string;
}

export async function startStaffServer(world: MemoryWorld, options: ServerOptions = {}): Promise<StaffServer> {
  const directory = mkdtempSync(join(tmpdir(), 'afterglow-staff-'));
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const clinic: Clinic = { ...clinicConfig, linkOrigin: origin, ...options.clinic };
  const provider = makeSignInProvider(origin, join(directory, 'keys.json'), new DatabaseSync(':memory:'));
  const app = makeStaffApp({
    clinic,
    sessionKey,
    signIn: makeSignIn({ issuer: options.issuer ?? `${origin}${signInPath}`, clientId: staffClientId }),
    desk: makeDesk({ ...deskDeps(world, clinic), ...options.ports?.(clinic) }),
    ...(options.wallClock && { wallClock: options.wallClock }),
  });
  const pages = getRequestListener(app.fetch);
  server.on('request', (request, response) =>
    request.url?.startsWith(signInPath) ? provider(request, response) : pages(request, response),
  );
  return {
    origin,
    clinic,
    async end() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(directory, { recursive: true });
    },
  };
}

export function deskDeps(world: MemoryWorld, clinic: Clinic): DeskDeps {
  return {
    clinic,
    audienceShards,
    audienceShardOf: audienceShard,
    clock: world.clock,
    ids: world.ids,
    subscribers: world.subscribers,
    enrolments: world.enrolments,
    batches: world.batches,
    evidence: world.evidence,
    metrics: world.metrics,
    control: world.control,
    meter: world.meter,
    due: world.due,
    pace: world.pace,
    notices: world.notices,
    leads: world.leads,
    shardOf: (id) => dueShard('enrolment', id),
    broadcasts: world.broadcasts,
    journeys: world.journeys,
    linkTables: world.links,
    blobs: world.blobs,
    queues: world.queues,
    mailer: world.mailer,
    renderer: world.renderer,
    compiler: world.compiler,
    gallery: world.gallery,
    identity: world.identity,
    tokens: world.tokens,
  };
}

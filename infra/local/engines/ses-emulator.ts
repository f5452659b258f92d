// aws-ses-v2-local: checks requests as SES would and forwards to SMTP where that is set. The front keeps the mail.

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as emulator from 'aws-ses-v2-local';
import { closeServer } from './close-server.ts';
import type { Ending } from './engine.ts';

export interface SesEmulator extends Ending {
  readonly endpoint: string;
}

type StartEmulator = (config: { host: string; port: number }) => Promise<Server>;

export async function startSesEmulator(): Promise<SesEmulator> {
  // A CommonJS default export: how deep it lies depends on who imports it.
  let start: unknown = emulator;
  while (typeof start === 'object' && start !== null && 'default' in start) start = start.default;
  const server = await (start as StartEmulator)({ host: '127.0.0.1', port: 0 });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => closeServer(server),
  };
}

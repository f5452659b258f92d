// Serves the gallery on this machine's loopback until it is told to stop, built again whenever a template changes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Clinic } from '../../../functions/domain/clinic.ts';
import { closeServer } from '../engines/close-server.ts';
import type { Ending } from '../engines/engine.ts';
import { watchTemplates } from '../gallery/watched-templates.ts';
import type { Log } from '../log.ts';
import { StartProblem } from '../problem.ts';
import { changesPath, galleryPath, makePreviewApp } from './app.tsx';

export interface PreviewServer extends Ending {
  /** Of the gallery's first page. */
  readonly address: string;
}

export interface ServeOptions {
  readonly clinic: Clinic;
  /** 0 takes any free one. */
  readonly port: number;
  readonly log: Log;
  readonly root?: string;
}

/** Throws StartProblem where the port is taken, BuildError where the first build fails. */
export async function servePreview({ clinic, port, log, root }: ServeOptions): Promise<PreviewServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = new StartProblem(`Port ${port} is taken; choose another with --port.`);
      reject(error.code === 'EADDRINUSE' ? taken : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const own: Clinic = { ...clinic, linkOrigin: origin };
  try {
    const watched = await watchTemplates({
      clinic: own,
      changes: changesPath,
      log,
      ...(root !== undefined && { root }),
    });
    server.on('request', getRequestListener(makePreviewApp({ clinic: own, ...watched }).fetch));
    return {
      address: `${origin}${galleryPath}`,
      async end() {
        await watched.end();
        await closeServer(server);
      },
    };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}

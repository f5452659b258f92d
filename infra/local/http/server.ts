// The runner's one HTTP port: the manifest's routes, and what only a local run has. The first match wins.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { FunctionName } from '../../../functions/manifest.ts';
import type { InFlight } from '../clock/in-flight.ts';
import { closeServer } from '../engines/close-server.ts';
import type { Ending } from '../engines/engine.ts';
import type { Log } from '../log.ts';
import { StartProblem } from '../problem.ts';
import { functionFor } from './manifest-routes.ts';
import { LocalProblem, problemResponse } from './problems.ts';

export type Fetch = (request: Request) => Response | Promise<Response>;
type NodeListener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface ServerParts {
  readonly port: number;
  readonly inFlight: InFlight;
  readonly log: Log;
}

/** What answers, once everything is up; the port is taken before, because links name it. */
export interface Site {
  readonly web: (name: FunctionName) => Fetch;
  /** By path prefix: `/_local/oidc` before `/_local`. */
  readonly local: readonly { readonly prefix: string; readonly fetch: Fetch }[];
  readonly node: readonly { readonly prefix: string; readonly listener: NodeListener }[];
  /** Called after each request to the clinic's own routes. */
  readonly afterRequest: () => void;
}

export interface HttpServer extends Ending {
  readonly port: number;
  open(site: Site): void;
  /** Answers a request in this process, as if it had come from `ip`. */
  dispatch(request: Request, ip: string): Promise<Response>;
}

export async function startServer(parts: ServerParts): Promise<HttpServer> {
  let site: Site | undefined;
  const answer = async (request: Request): Promise<Response> => {
    if (!site)
      return problemResponse(new LocalProblem(503, 'Starting', 'Afterglow is starting; try again in a moment.'));
    return route(parts, site, request);
  };
  const listener = getRequestListener(answer);
  const server = createServer((request, response) => {
    const nodeRoute = site?.node.find(({ prefix }) => isBelow(prefix, request.url ?? '/'));
    if (nodeRoute) {
      Promise.resolve(nodeRoute.listener(request, response)).catch((error) => fail(parts.log, response, error));
      return;
    }
    appendForwardedFor(request);
    listener(request, response);
  });
  await listen(server, parts.port);
  return {
    port: (server.address() as AddressInfo).port,
    open: (opened) => {
      site = opened;
    },
    dispatch: (request, ip) => {
      const headers = new Headers(request.headers);
      headers.set('x-forwarded-for', ip);
      return answer(new Request(request, { headers }));
    },
    end: () => closeServer(server),
  };
}

async function route(parts: ServerParts, site: Site, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  try {
    const local = site.local.find(({ prefix }) => isBelow(prefix, path));
    if (local) return await local.fetch(request);
    const name = functionFor(request.method, path);
    if (!name) throw new LocalProblem(404, 'Not found', `No route leads to ${path}.`);
    return await parts.inFlight.during(async () => site.web(name)(request));
  } catch (error) {
    if (!(error instanceof LocalProblem))
      parts.log.error(`${request.method} ${path.split('/', 2).join('/')} failed.`, error);
    return problemResponse(error);
  } finally {
    site.afterRequest();
  }
}

function isBelow(prefix: string, url: string): boolean {
  return url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`);
}

/** As API Gateway does: the address that really called comes last. */
function appendForwardedFor(request: IncomingMessage): void {
  const name = 'x-forwarded-for';
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1';
  const before = request.headers[name];
  const raw = request.rawHeaders;
  for (let at = raw.length - 2; at >= 0; at -= 2) if (raw[at]?.toLowerCase() === name) raw.splice(at, 2);
  const after = before ? `${before}, ${address}` : address;
  // Readers look at either.
  raw.push(name, after);
  request.headers[name] = after;
}

function fail(log: Log, response: ServerResponse, error: unknown): void {
  log.error('Sign-in failed.', error);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end('The local sign-in failed; see the terminal.');
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(new StartProblem(`Port ${port} is taken; choose another with --port.`));
      } else if (error.code === 'EACCES') {
        reject(new StartProblem(`Port ${port} is not for everybody to take; choose one above 1023 with --port.`));
      } else reject(error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

// moto's server in a process of its own, and plain calls to those of its services that no client is installed for.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const region = 'eu-west-2';
export const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' };

/** Path of moto_server: `pip install 'moto[server]'` puts it beside pip. */
export const motoServer = process.env.AFTERGLOW_MOTO_SERVER;

const startTries = 150;

export interface Moto {
  readonly endpoint: string;
  /** A call of a JSON service by its target, such as `AmazonSSM.PutParameter`. */
  target(service: string, target: string, body: object): Promise<Record<string, unknown>>;
  /** A call of a REST service. */
  rest(service: string, method: string, path: string, body?: object | Uint8Array): Promise<Record<string, unknown>>;
  end(): Promise<void>;
}

export async function startMoto(command: string): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await answers(endpoint);

  async function call(service: string, path: string, init: RequestInit): Promise<Record<string, unknown>> {
    // The server tells its services apart by the signature's scope, and checks no signature.
    const scope = `${credentials.accessKeyId}/20270104/${region}/${service}/aws4_request`;
    const headers = new Headers(init.headers);
    headers.set('authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`);
    const answer = await fetch(`${endpoint}${path}`, { ...init, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${service} ${path}: ${text.slice(0, 300)}`);
    return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  return {
    endpoint,
    target: (service, target, body) =>
      call(service, '/', {
        method: 'POST',
        headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(body),
      }),
    rest: (service, method, path, body) =>
      call(service, path, {
        method,
        ...(body && { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
      }),
    async end() {
      child.kill();
      await exited;
    },
  };
}

async function answers(endpoint: string): Promise<void> {
  for (let tries = 0; tries < startTries; tries += 1) {
    const up = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await sleep(200);
  }
  throw new Error(`moto's server did not come up at ${endpoint}.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

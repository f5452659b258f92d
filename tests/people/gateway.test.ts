// The apps as Lambda calls them behind the HTTP API: binary pixels, the gateway's word for who is calling.
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { seenByEdge } from '../../functions/composition/lambda-http.ts';
import { PeopleWorld } from './people-world.ts';

function event(method: string, path: string, body?: object): LambdaEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'mail.lumenskin.example', 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.1' },
    isBase64Encoded: body !== undefined,
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)).toString('base64'),
    requestContext: {
      domainName: 'mail.lumenskin.example',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.77', userAgent: '' },
    },
  } as unknown as LambdaEvent;
}

describe('behind the HTTP API', () => {
  it('the pixel is sent as bytes, and the gateway says who asked', async () => {
    const world = new PeopleWorld();
    const batchId = 'bucketbucktbatchbatch-';
    const token = world.tokens.slot({ batchId, slot: 3, renderHash: '0123456789abcdef' });
    const answer = await handle(world.hits)(event('GET', `/o/${token}.gif`), {} as LambdaContext);
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(Buffer.from(answer.body, 'base64').toString('latin1', 0, 6)).toBe('GIF89a');
    expect(world.queues.peek('hits')).toMatchObject([{ event: { ip: '203.0.113.0' } }]);
  });

  it('with CloudFront in front, the address it saw counts, and neither its own nor one that anybody may claim', () => {
    const claimed = event('GET', '/');
    const headers = { ...claimed.headers, 'x-forwarded-for': '192.0.2.1, 203.0.113.9, 198.51.100.200' };
    expect(seenByEdge({ ...claimed, headers } as LambdaEvent).requestContext).toMatchObject({
      http: { sourceIp: '203.0.113.9' },
    });
    expect(seenByEdge(claimed)).toBe(claimed);
  });

  it('sign-up hashes the gateway’s address, not one that anybody may claim', async () => {
    const world = new PeopleWorld();
    const body = { email: 'anna@example.com', consent: true };
    const answer = await handle(world.site)(event('POST', '/api/signup', body), {} as LambdaContext);
    expect(answer.statusCode).toBe(202);
    const [consent] = world.known('anna@example.com').consents;
    expect(consent?.ipHash).toBe(world.identity.ipHash('203.0.113.77'));
  });
});

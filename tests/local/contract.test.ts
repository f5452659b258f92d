// The endpoints under /_local and the routes, as DESIGN's contract has them.

import { describe, expect, it } from 'vitest';
import { images } from '../../.build/images.mjs';
import { makeLinkTables } from '../../functions/composition/link-tables.ts';
import { make as makeImages } from '../../functions/handlers/images.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { newYear, postJson, run } from './run.ts';

const echo = () => ({
  fetch: async (request: Request) =>
    Response.json({
      url: request.url,
      method: request.method,
      from: request.headers.get('x-forwarded-for'),
      body: await request.text(),
    }),
});

describe('the clock', () => {
  const advance = async (runner: LocalRunner, body: unknown) => {
    const answer = await postJson(`${runner.origin}/_local/clock`, body);
    return { status: answer.status, body: (await answer.json()) as { now?: string; detail?: string } };
  };

  it('is told and moved by durations and instants', async () => {
    const runner = await run();
    const told = await fetch(`${runner.origin}/_local/clock`);
    expect(await told.json()).toEqual({ now: '2027-01-01T00:00:00.000Z' });
    expect((await advance(runner, { advance: 'P3D' })).body).toEqual({ now: '2027-01-04T00:00:00.000Z' });
    expect((await advance(runner, { advance: 'P1M' })).body).toEqual({ now: '2027-02-04T00:00:00.000Z' });
    expect((await advance(runner, { to: '2027-03-01T09:00:00+01:00' })).body).toEqual({
      now: '2027-03-01T08:00:00.000Z',
    });
    expect((await advance(runner, { to: '2027-03-01T08:00:00Z' })).status).toBe(200);
  });

  it.each([
    [{ advance: '3 days' }, /ISO duration/],
    [{ advance: '-P1D' }, /never moves back/],
    [{ advance: 'P100Y' }, /five years/],
    [{ to: 'tomorrow' }, /instant/],
    [{ to: '2026-12-31T00:00:00Z' }, /never moves back/],
    [{}, /Send \{"advance"/],
    [{ advance: 'P1D', to: '2027-01-02T00:00:00Z' }, /Send \{"advance"/],
  ])('refuses %j', async (body, detail) => {
    const runner = await run();
    const answer = await advance(runner, body);
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatch(detail);
    expect(runner.now()).toBe(newYear);
  });

  it('refuses what is not JSON, as problem+json', async () => {
    const runner = await run();
    const answer = await fetch(`${runner.origin}/_local/clock`, { method: 'POST', body: '{' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  });
});

describe('messages', () => {
  it('name their template and links by the link table of their render', async () => {
    const runner = await run();
    const tables = makeLinkTables(runner.context);
    const links = [
      { name: 'main', url: 'https://clinic.test/book' },
      { name: 'phone', url: 'tel:+441174960123' },
      { name: 'unsubscribe', url: `${runner.origin}/unsubscribe/{leaveToken}` },
    ];
    await tables.put({ hash: 'aaaa', template: 'welcome', tracked: true, links });
    await tables.put({ hash: 'bbbb', template: 'welcome', tracked: false, links });
    const data = { slotToken: 'SLOT', leaveToken: 'LEAVE' };
    const mail = (render: string) => ({
      mail: {
        messageId: render,
        to: 'Anna@x.test',
        from: 'c@x.test',
        replyTo: [],
        headers: [],
        tags: { render },
        data,
        at: newYear,
      },
      events: [],
    });
    runner.mail?.add({ subject: 's', html: 'h', text: 't' }, [mail('aaaa'), mail('bbbb')]);
    const list = await (await fetch(`${runner.origin}/_local/messages?to=anna@X.TEST`)).json();
    expect(list).toMatchObject([
      {
        id: 'aaaa',
        template: 'welcome',
        links: [
          { name: 'main', url: `${runner.origin}/c/SLOT/0` },
          { name: 'phone', url: 'tel:+441174960123' },
          { name: 'unsubscribe', url: `${runner.origin}/unsubscribe/LEAVE` },
        ],
      },
      { id: 'bbbb', template: 'welcome', links: [{ url: 'https://clinic.test/book' }, {}, {}] },
    ]);
  });

  it('are an empty list for an unknown address, and need an address', async () => {
    const runner = await run();
    expect(await (await fetch(`${runner.origin}/_local/messages?to=nobody@x.test`)).json()).toEqual([]);
    expect((await fetch(`${runner.origin}/_local/messages`)).status).toBe(422);
    expect((await fetch(`${runner.origin}/_local/nothing`)).status).toBe(404);
  });
});

describe('routes', () => {
  it('lead to the manifest’s functions, with the address that called', async () => {
    const runner = await run({ handlers: { site: echo, hits: echo, staff: echo } });
    const post = await fetch(`${runner.origin}/signup?x=1`, { method: 'POST', body: 'a=b' });
    expect(await post.json()).toEqual({
      url: `${runner.origin}/signup?x=1`,
      method: 'POST',
      from: '127.0.0.1',
      body: 'a=b',
    });
    const said = await fetch(`${runner.origin}/o/x.gif`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await said.json()).toMatchObject({ from: '203.0.113.9, 127.0.0.1' });
    const inside = await runner.dispatch(new Request(`${runner.origin}/c/x/0`), '198.51.100.7');
    expect(await inside.json()).toMatchObject({ from: '198.51.100.7' });
  });

  it('answer a failing function with a problem, and serve no image that the build does not have', async () => {
    const site = () => ({
      fetch: () => {
        throw new Error('broken');
      },
    });
    const runner = await run({ handlers: { site, images: makeImages } });
    expect((await fetch(`${runner.origin}/`)).status).toBe(500);
    expect((await fetch(`${runner.origin}/images/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${runner.origin}/images/none.png`)).status).toBe(404);
    const picture = await fetch(`${runner.origin}/images/${Object.keys(images)[0]}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });
});

// The staff API: who may call what, that answers are what openapi.json says, paging, drafts and sending, the goal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StaffRole } from '../../functions/domain/staff.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import { seededClinic } from './seeded-clinic.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

let world: MemoryWorld;
let server: StaffServer;
const members = {} as Record<StaffRole, Visitor>;
// biome-ignore lint/suspicious/noExplicitAny: the tests read answers that the schemas have checked.
type Json = any;

beforeAll(async () => {
  world = await seededClinic();
  server = await startStaffServer(world);
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    members[role] = new Visitor(server.origin);
    await members[role].signIn(role);
  }
});
afterAll(() => server.end());

const get = async (path: string, role: StaffRole = 'viewer'): Promise<Json> => {
  const answer = await members[role].ask(`/staff/api${path}`);
  return { status: answer.status, body: await answer.json() };
};
const post = async (path: string, body?: unknown, role: StaffRole = 'editor'): Promise<Json> => {
  const answer = await members[role].post(`/staff/api${path}`, body);
  return { status: answer.status, body: await answer.json() };
};
const draft = { subject: 'A test issue', markdown: '## News\n\nWe moved.' };

describe('openapi.json', () => {
  it('describes every answer of the reading routes', async () => {
    const { body: document } = await get('/openapi.json');
    const { body: list } = await get('/subscribers');
    const { body: issues } = await get('/broadcasts');
    const ids: Record<string, string> = {
      '/staff/api/journeys/{id}/report': 'acne-scars',
      '/staff/api/journeys/{id}/people': 'acne-scars',
      '/staff/api/subscribers/{id}/explanation': list.subscribers[0].id,
      '/staff/api/broadcasts/{id}': issues.broadcasts[0].id,
      '/staff/api/subscribers/{id}': list.subscribers[0].id,
    };
    const paths = Object.entries<Json>(document.paths).filter(([, operations]) => operations.get);
    expect(paths.length).toBeGreaterThanOrEqual(6);
    for (const [path, operations] of paths) {
      const schema = z.fromJSONSchema(operations.get.responses['200'].content['application/json'].schema);
      const answer = await members.viewer.ask(path.replace('{id}', ids[path] ?? ''));
      expect(answer.status, path).toBe(200);
      expect(schema.safeParse(await answer.json()).error, path).toBeUndefined();
    }
  });

  it('names every route that is mounted, with its refusals as problem details', async () => {
    const { body: document } = await get('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replace('/staff/api', '')}`),
    );
    expect(operations.sort()).toEqual(
      [
        'get /broadcasts',
        'get /broadcasts/{id}',
        'get /journeys',
        'get /sending',
        'post /sending/again/{id}',
        'post /sending/resume',
        'post /sending/stop',
        'get /journeys/{id}/report',
        'get /journeys/{id}/people',
        'post /journeys/{id}/pause',
        'post /journeys/{id}/resume',
        'get /subscribers/{id}/explanation',
        'post /subscribers/{id}/pause',
        'post /subscribers/{id}/resume',
        'get /subscribers',
        'get /subscribers/{id}',
        'post /broadcasts',
        'post /broadcasts/{id}/send',
        'post /broadcasts/{id}/test',
        'post /subscribers/find',
        'post /subscribers/{id}/goal',
        'post /subscribers/{id}/journeys',
        'post /subscribers/{id}/tags',
        'get /notices',
      ].sort(),
    );
    expect(JSON.stringify(document)).toContain('application/problem+json');
  });
});

describe('who may do what', () => {
  it.each([
    '/broadcasts',
    '/broadcasts/x/test',
    '/broadcasts/x/send',
    '/subscribers/x/goal',
    '/sending/stop',
    '/sending/resume',
    '/sending/again/x',
  ])('a viewer may not POST %s', async (path) => {
    const { status, body } = await post(path, draft, 'viewer');
    expect(status).toBe(403);
    expect(body.detail).toContain('editor');
  });

  it.each([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('a request that bears %j is refused even with a session', async (headers) => {
    for (const path of ['/staff/api/broadcasts', '/staff/newsletters/new', '/staff/sign-out']) {
      const answer = await members.editor.ask(path, { method: 'POST', headers, body: new URLSearchParams(draft) });
      expect(answer.status, path).toBe(403);
    }
    expect((await get('/journeys', 'editor')).status).toBe(200);
  });

  it('requests of our own pages and of programs pass', async () => {
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: server.origin }, { origin: server.origin }, {}]) {
      const answer = await members.editor.ask('/staff/api/subscribers/find', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
        body: JSON.stringify({ email: 'nobody@example.com' }),
      });
      expect(answer.status).toBe(200);
    }
  });
});

describe('the journey report', () => {
  it('lists the steps as they are walked and adds them up', async () => {
    const { body } = await get('/journeys/acne-scars/report');
    const steps: Json[] = body.steps;
    const order = steps.map(({ step }) => step);
    expect(order.indexOf('welcome')).toBe(0);
    expect(order.indexOf('chemical-peels-again')).toBeGreaterThan(order.indexOf('chemical-peels'));
    expect(order.at(-1)).toBe('next-step');
    expect(new Set(order).size).toBe(order.length);
    for (const name of ['sent', 'delivered', 'goals', 'unsubscribed', 'bounced']) {
      expect(body.total[name]).toBe(steps.reduce((sum, step) => sum + step[name], 0));
    }
    const { human, likelyHuman, machine, unknown, total } = body.total.opened;
    expect(human + likelyHuman + machine + unknown).toBe(total);
    expect(body.total.tracked.delivered).toBeLessThan(body.total.delivered);
    expect(body.total.sent).toBe(
      [...world.state.batches.values()]
        .filter(({ subject }) => subject.kind === 'journey')
        .reduce((sum, { slots }) => sum + slots.length, 0),
    );
  });

  it('answers 404 for a journey nobody knows', async () => {
    expect((await get('/journeys/nothing/report')).status).toBe(404);
  });
});

describe('the list of subscribers', () => {
  const walk = async (query: string): Promise<Json[]> => {
    const found: Json[] = [];
    let after = '';
    for (let pages = 0; pages < 50; pages++) {
      const { body } = await get(`/subscribers?${query}${after && `&after=${after}`}`);
      found.push(...body.subscribers);
      if (!body.next) return found;
      after = body.next;
    }
    throw new Error('The list does not end.');
  };

  it('shows everybody exactly once, page by page', async () => {
    const ids = (await walk('')).map(({ id }) => id);
    expect(ids.sort()).toEqual([...world.state.subscribers.keys()].sort());
  });

  it.each(['pending', 'active', 'unsubscribed', 'bounced'])('shows all who are %s and nobody else', async (status) => {
    const expected = [...world.state.subscribers.values()].filter((one) => one.status === status);
    const found = await walk(`status=${status}`);
    expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(found.length).toBeGreaterThan(0);
  });

  it('finds an exact address in any spelling, by GET and by POST', async () => {
    const [known] = [...world.state.subscribers.values()];
    const spelled = ` ${known?.email.toUpperCase()} `;
    const byGet = await get(`/subscribers?${new URLSearchParams({ email: spelled })}`);
    const byPost = await post('/subscribers/find', { email: spelled }, 'viewer');
    expect(byGet.body.subscribers.map(({ id }: Json) => id)).toEqual([known?.id]);
    expect(byPost.body).toEqual(byGet.body);
    expect((await post('/subscribers/find', { email: 'not known@' }, 'viewer')).body.errors.email).toContain('address');
  });

  it.each(['after=nonsense', 'status=asleep', 'after=99999.x'])('refuses ?%s with the field', async (query) => {
    const { status, body } = await get(`/subscribers?${query}`);
    expect(status).toBe(422);
    expect(Object.keys(body.errors)).toEqual([query.split('=')[0]]);
  });

  it('says where she is and what she got', async () => {
    const found = await walk('status=active');
    const waiting = found.find(({ places }) => places[0]?.words.startsWith('waits for day 16'));
    expect(waiting.places[0].words).toBe('waits for day 16, then Questions');
    const { body } = await get(`/subscribers/${waiting.id}`);
    expect(body.walks[0].mails.length).toBeGreaterThan(3);
    expect(body.walks[0].mails[0]).toMatchObject({ step: 'welcome', fate: 'sent' });
    expect(body.newsletters[0].title).toContain('February');
    expect(body.consents[0]).toMatchObject({ purpose: 'marketing', given: true, wording: '2026-11' });
    expect(JSON.stringify(body)).not.toContain('ipHash');
  });
});

describe('newsletters', () => {
  it('go from draft through a test to everybody, once', async () => {
    const created = await post('/broadcasts', { ...draft, preheader: 'Short' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...draft,
      preheader: 'Short',
      state: 'draft',
      createdBy: 'editor@clinic.test',
    });
    const { id } = created.body;

    expect((await post(`/broadcasts/${id}/test`)).status).toBe(202);
    expect((await post(`/broadcasts/${id}/test`, { to: 'Boss@Example.com' })).status).toBe(202);
    expect((await post(`/broadcasts/${id}/test`, { to: 'no address' })).body.errors.to).toBeDefined();
    const tests = world.mailer.single.slice(-2);
    expect(tests.map(({ to }) => to)).toEqual(['editor@clinic.test', 'Boss@example.com']);
    expect(tests.map(({ subject }) => subject)).toEqual(['Test: A test issue', 'Test: A test issue']);

    const sent = await post(`/broadcasts/${id}/send`);
    expect(sent.status).toBe(202);
    expect(sent.body.state).toBe('planning');
    expect(sent.body.archiveUrl).toBe(`${server.origin}/archive/${id}`);
    expect((await post(`/broadcasts/${id}/send`)).status).toBe(409);
    expect((await get(`/broadcasts/${id}`)).body.cutoffAt).toBe(new Date(world.clock.now()).toISOString());
  });

  it.each([
    [{ ...draft, subject: '' }, 'subject'],
    [{ ...draft, markdown: '   ' }, 'markdown'],
    [{ markdown: 'x' }, 'subject'],
    [{ ...draft, subject: 'x'.repeat(151) }, 'subject'],
  ])('refuses %j at %s', async (body, field) => {
    const answer = await post('/broadcasts', body);
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body.errors)).toEqual([field]);
  });

  it('keeps no half characters, which JSON can spell and DynamoDB refuses', async () => {
    const { body } = await post('/broadcasts', { subject: 'Hello \ud83d', markdown: '# Hi \udc00' });
    expect((await get(`/broadcasts/${body.id}`)).body).toMatchObject({
      subject: 'Hello \ufffd',
      markdown: '# Hi \ufffd',
    });
  });

  it('answers malformed JSON with 400, unknown issues with 404 and 409', async () => {
    const broken = await members.editor.ask('/staff/api/broadcasts', { method: 'POST', body: '{"subject":' });
    expect(broken.status).toBe(400);
    expect(broken.headers.get('content-type')).toBe('application/problem+json');
    expect((await get('/broadcasts/unknown')).status).toBe(404);
    expect((await post('/broadcasts/unknown/test')).status).toBe(404);
    expect((await post('/broadcasts/unknown/send')).status).toBe(409);
  });
});

describe('a goal', () => {
  it('ends the walk at once and stays one when reported twice', async () => {
    const { body } = await get('/subscribers?status=active');
    const walking = body.subscribers.find(({ places }: Json) => places[0]?.words.startsWith('waits'));
    const first = await post(`/subscribers/${walking.id}/goal`);
    expect(first.status).toBe(200);
    expect(first.body.walks[0]).toMatchObject({ state: 'ended', endedReason: 'goal', words: 'has reached the goal' });
    const second = await post(`/subscribers/${walking.id}/goal`);
    expect(second.body).toEqual(first.body);
    expect(first.body.walks[0].mails.filter(({ goal }: Json) => goal)).toHaveLength(1);
    expect((await post('/subscribers/nobody/goal')).status).toBe(404);
  });
});

describe('tags, beginnings and notices', () => {
  it('tags somebody, and takes tags away', async () => {
    const { body } = await get('/subscribers?status=active');
    const id = body.subscribers[1].id;
    const tagged = await post(`/subscribers/${id}/tags`, { add: ['warm', 'peels'] });
    expect(tagged.body.tags).toEqual(['warm', 'peels']);
    expect((await post(`/subscribers/${id}/tags`, { remove: ['warm'] })).body.tags).toEqual(['peels']);
    expect((await post('/subscribers/nobody/tags', { add: ['warm'] })).status).toBe(404);
    const refused = await post(`/subscribers/${id}/tags`, { add: ['No Name'] });
    expect(refused.status).toBe(422);
    expect(Object.keys(refused.body.errors)).toEqual(['add.0']);
  });

  it('refuses a journey that cannot be entered this way', async () => {
    const { body } = await get('/subscribers?status=active');
    const id = body.subscribers[1].id;
    const refused = await post(`/subscribers/${id}/journeys`, { journey: 'acne-scars' });
    expect(refused.status).toBe(404);
    expect(refused.body.detail).toContain('may be entered by the API');
    expect((await post(`/subscribers/${id}/journeys`, {})).status).toBe(422);
  });

  it('needs an editor to change anything', async () => {
    const { body } = await get('/subscribers?status=active');
    const id = body.subscribers[1].id;
    expect((await post(`/subscribers/${id}/tags`, { add: ['warm'] }, 'viewer')).status).toBe(403);
    expect((await post(`/subscribers/${id}/journeys`, { journey: 'acne-scars' }, 'viewer')).status).toBe(403);
  });

  it('lists what journeys told staff, on a page too', async () => {
    const { body } = await get('/subscribers?status=active');
    const { id, email } = body.subscribers[1];
    const notice = { subscriberId: id, source: 'The series', at: world.clock.now() };
    await world.notices.put({ ...notice, cause: 'a', text: '{firstName} asked for a call.' });
    await world.notices.put({ ...notice, cause: 'b', subscriberId: 'erased-person', text: 'Gone since.' });
    const { body: list } = await get('/notices');
    expect(list.notices).toHaveLength(8);
    const about = list.notices.find((one: Json) => one.subscriberId === id);
    expect(about).toMatchObject({ email, source: 'The series' });
    expect(about.words).toMatch(/^\S.* asked for a call\.$/);
    const page = await (await members.viewer.ask('/staff/notices')).text();
    expect(page).toContain(about.words);
    expect(page).toContain(`href="/staff/subscribers/${id}"`);
    expect(page).toContain('Erased subscriber');
    expect(list.notices.map(({ at }: Json) => at)).toEqual(
      list.notices
        .map(({ at }: Json) => at)
        .toSorted()
        .reverse(),
    );
  });
});

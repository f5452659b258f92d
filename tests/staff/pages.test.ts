// The staff pages as they are sent: hostile words stay words, what was typed is kept, each role sees its own buttons.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffRole } from '../../functions/domain/staff.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars, seededClinic, seedNow } from './seeded-clinic.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)>{{leaveToken}}&amp;`;
let world: MemoryWorld;
let server: StaffServer;
let empty: StaffServer;
const members = {} as Record<StaffRole, Visitor>;

beforeAll(async () => {
  world = await seededClinic({ people: 40 });
  await world.subscribers.save(hostileSubscriber());
  server = await startStaffServer(world);
  empty = await startStaffServer(new MemoryWorld({ now: seedNow, journeys: [acneScars] }));
  for (const role of ['viewer', 'editor'] as const) {
    members[role] = new Visitor(server.origin);
    await members[role].signIn(role);
  }
});
afterAll(() => Promise.all([server.end(), empty.end()]));

function hostileSubscriber(): Subscriber {
  return {
    id: world.identity.subscriberId('hostile@example.com'),
    rev: 0,
    email: 'hostile@example.com',
    firstName: hostile,
    status: 'pending',
    consents: [{ purpose: 'marketing', given: true, wording: hostile, at: seedNow, source: hostile }],
    locale: 'en',
    timeZone: 'Europe/London',
    source: hostile,
    createdAt: seedNow,
    attributes: {},
    tags: [],
  };
}

const page = async (path: string, role: StaffRole = 'viewer'): Promise<{ status: number; html: string }> => {
  const { answer } = await members[role].visit(path);
  return { status: answer.status, html: await answer.text() };
};
const ours = /<script src="\/staff\/live-preview\.js" defer=""><\/script>/g;

describe('hostile words', () => {
  it('of a subscriber stay words on her page and in the list', async () => {
    const found = await members.viewer.submit('/staff/subscribers/find', { email: 'hostile@example.com' });
    expect(found.url.pathname).toMatch(/^\/staff\/subscribers\/[\w-]{22}$/);
    const lists = await Promise.all(['pending', ''].map((status) => page(`/staff/subscribers?status=${status}`)));
    for (const html of [await found.answer.text(), ...lists.map((list) => list.html)]) {
      expect(html).not.toMatch(/<script|<img src=x/);
    }
    expect(lists[0]?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('of an issue stay words in list, form and detail', async () => {
    const { url, answer } = await members.editor.submit('/staff/newsletters/new', {
      subject: hostile,
      markdown: `</textarea>${hostile}`,
      next: 'stay',
    });
    expect(url.pathname).toMatch(/\/edit$/);
    const form = await answer.text();
    expect(form.replaceAll(ours, '')).not.toMatch(/<script|<img src=x/);
    expect(form.match(/<\/textarea>/g)).toHaveLength(1);
    for (const path of [
      '/staff/newsletters',
      url.pathname.replace('/edit', ''),
      url.pathname.replace('edit', 'send'),
    ]) {
      expect((await page(path, 'editor')).html.replaceAll(ours, ''), path).not.toMatch(/<script|<img src=x/);
    }
  });

  it('typed into the search come back as words', async () => {
    const { answer } = await members.viewer.submit('/staff/subscribers/find', { email: hostile });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).not.toMatch(/<script|<img src=x/);
    expect(html).toContain('value="&lt;script&gt;');
  });
});

describe('headers', () => {
  it('allow no foreign script, style or frame, and no cache', async () => {
    const answer = await members.viewer.ask('/staff');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toMatch(/style-src 'nonce-[\w+/=-]+'/);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await answer.text()).toContain(`<style nonce="${nonce}">`);
  });

  it('shut a preview into a frame where nothing runs', async () => {
    const answer = await members.editor.ask('/staff/newsletters/preview', {
      method: 'POST',
      body: new URLSearchParams({ subject: 'S', markdown: 'Some *words*' }),
    });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain('sandbox');
    expect(policy).not.toContain('script-src');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(await answer.text()).toContain('words');
  });
});

describe('writing a newsletter', () => {
  it('keeps what was typed when something is missing', async () => {
    const { answer } = await members.editor.submit('/staff/newsletters/new', {
      subject: '',
      preheader: 'A line & more',
      markdown: 'Long words\n\nthat nobody wants to lose',
    });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('Write a subject.');
    expect(html).toContain('A line &amp; more');
    expect(html).toContain('that nobody wants to lose');
    expect(html).toContain('aria-invalid="true"');
  });

  it('asks with the number of people, sends once, and says so', async () => {
    const saved = await members.editor.submit('/staff/newsletters/new', {
      subject: 'To everybody',
      markdown: 'Words',
      next: 'send',
    });
    const active = [...world.state.subscribers.values()].filter(({ status }) => status === 'active').length;
    expect(await saved.answer.text()).toContain(`Send to ${active} people`);
    const sent = await members.editor.submit(saved.url.pathname, {});
    expect(await sent.answer.text()).toContain('Sending has started');
    const again = await members.editor.submit(saved.url.pathname, {});
    expect(again.answer.status).toBe(200);
    const [stored] = [...world.state.broadcasts.values()].filter(({ subject }) => subject === 'To everybody');
    expect(stored).toMatchObject({ state: 'planning', cutoffAt: world.clock.now() });
  });

  it('sends a test to the one who wrote it', async () => {
    const { answer } = await members.editor.submit('/staff/newsletters/new', {
      subject: 'Try me',
      markdown: 'Words',
      next: 'test',
    });
    expect(await answer.text()).toContain('A test is on its way to editor@clinic.test');
    expect(world.mailer.single.at(-1)).toMatchObject({ to: 'editor@clinic.test', subject: 'Test: Try me' });
  });

  it('says why when SES does not take the test, and keeps the draft', async () => {
    const answerOne = world.mailer.answerOne;
    world.mailer.answerOne = () => ({ result: 'never', reason: 'MessageRejected' });
    const fields = { subject: 'Not today', markdown: 'Words', next: 'test' };
    const { answer } = await members.editor.submit('/staff/newsletters/new', fields);
    world.mailer.answerOne = answerOne;
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('The test was not sent (MessageRejected)');
    expect([...world.state.broadcasts.values()].some(({ subject }) => subject === 'Not today')).toBe(true);
  });

  it('does not change an issue that is being sent', async () => {
    const [sent] = [...world.state.broadcasts.values()].filter(({ state }) => state === 'sent');
    const { answer } = await members.editor.submit(`/staff/newsletters/${sent?.id}/edit`, {
      subject: 'Too late',
      markdown: 'Words that are kept on the page',
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Words that are kept on the page');
    expect(world.state.broadcasts.get(sent?.id ?? '')?.subject).toBe(sent?.subject);
  });
});

describe('a viewer', () => {
  it('sees numbers, but no buttons that change anything', async () => {
    const [issue] = [...world.state.broadcasts.values()].filter(({ state }) => state === 'draft');
    const [walking] = [...world.state.enrolments.values()].filter(({ state }) => state === 'walking');
    for (const path of [
      '/staff',
      '/staff/newsletters',
      `/staff/newsletters/${issue?.id}`,
      `/staff/subscribers/${walking?.subscriberId}`,
    ]) {
      const { status, html } = await page(path);
      expect(status, path).toBe(200);
      const forms = [...html.matchAll(/<form[^>]*method="post"[^>]*action="([^"]+)"/g)].map(([, action]) => action);
      expect(forms, path).toEqual(['/staff/sign-out']);
      expect(html, path).not.toContain('Write a newsletter');
    }
  });

  it.each(['/staff/newsletters/new', '/staff/newsletters/x/edit', '/staff/newsletters/x/send'])(
    'reads whom to ask at %s',
    async (path) => {
      const { status, html } = await page(path);
      expect(status).toBe(403);
      expect(html).toContain('needs the role editor');
    },
  );
});

describe('the goal button', () => {
  it('ends the series and says so', async () => {
    const [walking] = [...world.state.enrolments.values()].filter(({ state }) => state === 'walking');
    const path = `/staff/subscribers/${walking?.subscriberId}`;
    expect((await page(path, 'editor')).html).toContain('Consultation booked');
    const { answer } = await members.editor.submit(`${path}/goal`, {});
    const html = await answer.text();
    expect(html).toContain('The booked consultation is noted');
    expect(html).toContain('has reached the goal');
    expect(html).not.toContain('/goal"');
  });
});

describe('with nothing there yet', () => {
  it.each([
    ['/staff', 'Nothing has been sent yet'],
    ['/staff/newsletters', 'No newsletter yet'],
    ['/staff/subscribers', 'Nobody has signed up yet'],
    ['/staff/subscribers?status=bounced', 'Nobody has this status'],
  ])('%s says what to do', async (path, words) => {
    const visitor = new Visitor(empty.origin);
    const { answer } = await visitor.signIn('editor', path);
    const html = await answer.text();
    expect(html).toContain(words);
    expect(html).toMatch(/<main id="main">.*href=/s);
  });

  it('unknown pages and ids are a page of their own', async () => {
    for (const path of ['/staff/x', '/staff/subscribers/nobody', '/staff/newsletters/none', '/staff/journeys/none']) {
      const { status, html } = await page(path, 'editor');
      expect(status, path).toBe(404);
      expect(html, path).toContain('There is no such page');
    }
  });
});

describe('a clinic of several journeys', () => {
  it('names the others apart', async () => {
    const named = (id: string, title: string) => ({ ...acneScars, id, title });
    const journeys = [acneScars, named('after-visit', 'After the visit'), named('second', 'Second series')];
    const several = await startStaffServer(new MemoryWorld({ now: seedNow, journeys }));
    const visitor = new Visitor(several.origin);
    await visitor.signIn('viewer');
    const { answer } = await visitor.visit('/staff/journeys/acne-scars');
    const words = (await answer.text()).replaceAll(/<[^>]*>/g, '');
    await several.end();
    expect(words).toContain('Other journeys: After the visit, Second series');
  });
});

// The gallery among the staff pages: what is shown, that nothing in it runs, who may send a test and what becomes of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gallery } from '../../.build/gallery.mjs';
import { newsletterShell } from '../../.build/newsletter-shell.mjs';
import { templates } from '../../.build/templates.mjs';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { samplePeople } from '../../functions/domain/sample-people.ts';
import type { GalleryView } from '../../functions/ports/gallery.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars } from './seeded-clinic.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

const world = new MemoryWorld({ journeys: [acneScars] });
let view: GalleryView = gallery;
let server: StaffServer;
let viewer: Visitor;
let editor: Visitor;

beforeAll(async () => {
  server = await startStaffServer(world, {
    ports: (clinic) => ({
      renderer: makeRenderer({ clinic, origin: clinic.linkOrigin, templates }),
      compiler: makeContentCompiler({ clinic, origin: clinic.linkOrigin, shell: newsletterShell }),
      gallery: { view: async () => view },
    }),
  });
  viewer = new Visitor(server.origin);
  editor = new Visitor(server.origin);
  await viewer.signIn('viewer');
  await editor.signIn('editor');
});
afterAll(() => server.end());

const read = async (path: string, by = viewer): Promise<{ status: number; html: string; headers: Headers }> => {
  const answer = await by.ask(path);
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
};

describe('the gallery', () => {
  it('lists every e-mail of each language, light and dark', async () => {
    for (const locale of new Set(gallery.emails.map((email) => email.locale))) {
      const { html } = await read(`/staff/templates/in/${locale}`);
      for (const { template } of gallery.emails.filter((email) => email.locale === locale)) {
        for (const scheme of ['light', 'dark']) {
          expect(html).toContain(`src="/staff/templates/${template}/${locale}/named/${scheme}"`);
        }
      }
    }
    expect((await read('/staff/templates')).html).toContain('All checks pass');
  });

  it('shows an e-mail for each sample person, with text, sources, checks and sizes', async () => {
    for (const { id } of samplePeople) {
      const { html, status } = await read(`/staff/templates/chemical-peels/es/${id}`);
      expect(status).toBe(200);
      for (const part of ['templates/emails/es/chemical-peels.mjml', 'Text part', 'under 60 KB', 'Mail programs']) {
        expect(html).toContain(part);
      }
      expect(html).not.toMatch(/<script(?! src="\/staff)|<img src=x/);
    }
  });

  it('answers 404 for what was not built', async () => {
    for (const path of ['in/de', 'nope/en/named', 'welcome/de/named', 'welcome/en/nobody', 'welcome/en/named/sepia']) {
      expect((await read(`/staff/templates/${path}`)).status, path).toBe(404);
    }
  });

  it('is for staff alone', async () => {
    const stranger = await new Visitor(server.origin).ask('/staff/templates/welcome/en/named/light');
    expect(stranger.status).toBe(303);
    expect(stranger.headers.get('location')).toContain('/staff/sign-in');
  });

  it('says what a failed build was about, and a failing check', async () => {
    const [first, ...others] = gallery.emails;
    const check = { name: 'HTML', found: '61.0 KB', budget: 'under 60 KB', passes: false, details: ['Shorten <it>.'] };
    const note = {
      kind: 'error',
      file: 'templates/emails/a.mjml',
      line: 7,
      message: '<b>No.',
      remedy: 'Mend.',
    } as const;
    view = { emails: [{ ...first, checks: [check] } as (typeof gallery.emails)[number], ...others], notes: [note] };
    const list = await read('/staff/templates');
    view = gallery;
    expect(list.html).toContain('templates/emails/a.mjml:7</code> &lt;b&gt;No. Mend.');
    expect(list.html).toContain('1 of 1 checks fail');
    expect(list.html).toContain('1 with a failing check');
  });
});

describe('a frame', () => {
  const frame = (person: string, scheme = 'light', template = 'welcome') =>
    read(`/staff/templates/${template}/en/${person}/${scheme}`);

  it('is sandboxed and may load nothing but pictures', async () => {
    const { headers } = await frame('named');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/; sandbox$/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('greets each sample person, and leaves no placeholder', async () => {
    const greetings = { named: 'Hello Anna,', unnamed: 'Hello there,', hostile: 'Hello ‹script›alert(1)‹∕script›' };
    for (const [person, greeting] of Object.entries(greetings)) {
      const { html } = await frame(person);
      expect(html).toContain(greeting);
      expect(html).not.toMatch(/\{\{|<script/);
    }
    expect((await frame('right-to-left')).html).toContain('مريم الزهراء');
  });

  it('is drawn in the scheme asked for, whatever the browser prefers', async () => {
    const [light, dark] = await Promise.all([frame('named', 'light'), frame('named', 'dark')]);
    expect(light.html + dark.html).not.toContain('prefers-color-scheme');
    expect(light.html).toContain('@media (max-width: 0)');
    expect(dark.html).toContain('@media (min-width: 0)');
    expect(dark.html).toContain('<meta name="color-scheme" content="dark"');
  });

  it('shows the newsletter with a sample issue', async () => {
    expect((await frame('named', 'light', 'newsletter')).html).toContain('longer evenings');
  });
});

describe('a test', () => {
  const path = '/staff/templates/chemical-peels/en/named';

  it('goes to whoever asks, by the renderer of real mail, marked and without health words in its subject', async () => {
    const { url, answer } = await editor.submit(`${path}/test`, {});
    expect(url.pathname + url.search).toBe(`${path}?done=test`);
    expect(await answer.text()).toContain('A test is on its way to editor@clinic.test.');
    const sent = world.mailer.single.at(-1);
    expect(sent).toMatchObject({ to: 'editor@clinic.test', tags: { kind: 'test' }, scalars: { firstName: 'Anna' } });
    expect(sent?.subject).toMatch(/^Test: /);
    expect(sent?.subject).not.toMatch(/acne|scar|skin|peel|needl/i);
    expect(sent?.html).toContain('Chemical peels');
    expect(sent?.html).not.toContain('/o/');
  });

  it('of the newsletter too, in the language asked for', async () => {
    await editor.submit('/staff/templates/newsletter/en/unnamed/test', {});
    expect(world.mailer.single.at(-1)?.subject).toBe('Test: November: longer evenings, and a new face at the desk');
    await editor.submit('/staff/templates/welcome/es/named/test', {});
    expect(world.mailer.single.at(-1)?.html).toContain('Hola');
  });

  it('is not for viewers, who see no button', async () => {
    const before = world.mailer.single.length;
    expect((await read(path)).html).not.toContain('Send me a test');
    expect((await read(path, editor)).html).toContain('Send me a test');
    const { answer } = await viewer.submit(`${path}/test`, {});
    expect(answer.status).toBe(404);
    expect(world.mailer.single).toHaveLength(before);
  });

  it('that was not taken is told, and the page stays', async () => {
    const { answerOne } = world.mailer;
    world.mailer.answerOne = () => ({ result: 'not-sent', reason: 'throttled' });
    const { answer } = await editor.submit(`${path}/test`, {});
    world.mailer.answerOne = answerOne;
    expect(answer.status).toBe(503);
    const html = await answer.text();
    expect(html).toContain('The test was not sent (throttled).');
    expect(html).toContain('Chemical peels');
  });

  it('from another site is refused', async () => {
    const before = world.mailer.single.length;
    const answer = await editor.ask(`${path}/test`, { method: 'POST', headers: { origin: 'https://evil.test' } });
    expect(answer.status).toBe(403);
    expect(world.mailer.single).toHaveLength(before);
  });
});

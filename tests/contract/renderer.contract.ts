// What every Renderer keeps: known templates, a hash that names what was rendered, no placeholder but declared scalars.
import { describe, expect, it } from 'vitest';
import {
  type NewsletterContent,
  type Rendered,
  type Renderer,
  UnknownTemplateError,
  type Variant,
} from '../../functions/ports/renderer.ts';

const untracked: Variant = { locale: 'en', tracked: false };
const tracked: Variant = { locale: 'en', tracked: true };

const issue: NewsletterContent = {
  issueId: 'issue-1',
  subject: 'Sun and scars',
  preheader: 'Keep out of it.',
  html: '<html><body><p>Keep out of it.</p><a href="⟦link:0⟧">Book</a><a href="⟦link:1⟧">Leave</a>⟦pixel⟧</body></html>',
  text: 'Keep out of it. ⟦link:0⟧ ⟦link:1⟧',
  links: [
    { name: 'main', url: 'https://clinic.example/sun' },
    { name: 'unsubscribe', url: 'https://mail.clinic.example/unsubscribe/{leaveToken}' },
  ],
};

export function rendererContract(make: () => Promise<Renderer>): void {
  describe('Renderer', () => {
    it('renders each template it names, and no other', async () => {
      const renderer = await make();
      expect(renderer.templateNames().length).toBeGreaterThan(0);
      for (const name of renderer.templateNames()) {
        const rendered = await renderer.renderTemplate(name, tracked);
        expect(rendered.template).toBe(name);
        expectWhole(rendered);
      }
      await expect(renderer.renderTemplate('toString', tracked)).rejects.toThrow(UnknownTemplateError);
      await expect(renderer.renderTemplate('', tracked)).rejects.toThrow(UnknownTemplateError);
    });

    it('gives the same hash for the same inputs and another one for others', async () => {
      const [one, other] = [await make(), await make()];
      const names = one.templateNames();
      const hashes = await Promise.all(names.map(async (name) => (await one.renderTemplate(name, untracked)).hash));
      expect(new Set(hashes).size).toBe(names.length);
      for (const [n, name] of names.entries())
        expect((await other.renderTemplate(name, untracked)).hash).toBe(hashes[n]);
      const issues = [
        await one.renderNewsletter(issue, untracked),
        await one.renderNewsletter({ ...issue, subject: 'Other' }, untracked),
      ];
      expect(new Set(issues.map(({ hash }) => hash)).size).toBe(2);
    });

    it('speaks of the slot where the reader is tracked, and nowhere else', async () => {
      const renderer = await make();
      const [watched, alone] = [
        await renderer.renderNewsletter(issue, tracked),
        await renderer.renderNewsletter(issue, untracked),
      ];
      expect(watched.scalars).toContain('slotToken');
      expect(watched.html).toContain('{{slotToken}}');
      expect(alone.scalars).not.toContain('slotToken');
      expect(alone.html + alone.text).not.toContain('slotToken');
      expect(watched.hash).not.toBe(alone.hash);
    });

    it('renders a newsletter with its subject, its links in order, and a way to leave', async () => {
      const rendered = await (await make()).renderNewsletter(issue, tracked);
      expectWhole(rendered);
      expect(rendered.subject).toBe(issue.subject);
      expect(rendered.links).toEqual(issue.links);
      expect(rendered.html).toContain('{{leaveToken}}');
      expect(rendered.text).toContain('{{leaveToken}}');
    });

    it('renders the stored text of an issue like the issue, again and again, each variant apart', async () => {
      const renderer = await make();
      const stored = JSON.stringify(issue);
      const other = JSON.stringify({ ...issue, subject: 'Other' });
      for (const variant of [tracked, untracked, tracked]) {
        expect(await renderer.renderIssue(stored, variant)).toEqual(await renderer.renderNewsletter(issue, variant));
        expect((await renderer.renderIssue(other, variant)).subject).toBe('Other');
      }
    });
  });
}

/** All parts are there, and every placeholder left is a declared scalar. */
function expectWhole({ hash, subject, html, text, scalars }: Rendered): void {
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  for (const part of [subject, html, text]) expect(part.trim()).not.toBe('');
  const left = [subject, html, text].flatMap((part) => [...part.matchAll(/\{\{([^}]*)\}\}?/g)].map(([, name]) => name));
  expect([...scalars]).toEqual(expect.arrayContaining([...new Set(left)]));
  expect(html + text).not.toMatch(/⟦|⟧/);
}

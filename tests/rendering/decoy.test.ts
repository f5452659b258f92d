// The decoy: off unless the clinic wants it, in the HTML of tracked e-mails alone, met by nobody who reads, last in the link table.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { type ClinicSettings, defineClinic } from '../../functions/clinic.ts';
import { sampleNewsletter } from '../browser/sample-newsletter.ts';
import { clinic, compiler, origin, renderer, templates } from './built.ts';
import { mimeOf } from './mime.ts';

const decoyed = makeRenderer({ clinic: { ...clinic, decoyLink: true }, origin, templates });
const tracked = { locale: 'en', tracked: true };
const anchor = /<a href="([^"]*)" aria-hidden="true" tabindex="-1" style="([^"]*)"><\/a>/;

describe('the decoy', () => {
  it('is off by default', async () => {
    expect(clinic.decoyLink).toBe(false);
    const { html, links } = await renderer.renderTemplate('welcome', tracked);
    expect(html).not.toMatch(anchor);
    expect(links.map(({ name }) => name)).not.toContain('decoy');
  });

  it('is the last link of a tracked e-mail, hidden from eyes, readers and keyboards, and in no text part', async () => {
    const plain = await renderer.renderTemplate('welcome', tracked);
    const { html, text, links, hash } = await decoyed.renderTemplate('welcome', tracked);
    const [whole = '', address, style] = anchor.exec(html) ?? [];
    expect(address).toBe(`${origin}/c/{{slotToken}}/${links.length - 1}`);
    expect(style).toContain('display:none');
    expect(links.at(-1)).toEqual({ name: 'decoy', url: clinic.website });
    expect(links.slice(0, -1)).toEqual(plain.links);
    expect(html.replace(whole, '')).toBe(plain.html);
    expect(text).toBe(plain.text);
    expect(hash).not.toBe(plain.hash);
  });

  it('is in no e-mail that is not tracked', async () => {
    const untracked = { locale: 'en', tracked: false };
    expect(await decoyed.renderTemplate('welcome', untracked)).toEqual(
      await renderer.renderTemplate('welcome', untracked),
    );
    expect((await decoyed.renderTemplate('confirm', tracked)).html).not.toMatch(anchor);
  });

  it('is in a tracked newsletter', async () => {
    const content = await compiler.compile(sampleNewsletter);
    const { html, text, links } = await decoyed.renderNewsletter(content, tracked);
    expect(anchor.exec(html)?.[1]).toBe(`${origin}/c/{{slotToken}}/${content.links.length}`);
    expect(links).toEqual([...content.links, { name: 'decoy', url: clinic.website }]);
    expect(text).toBe((await renderer.renderNewsletter(content, tracked)).text);
  });

  it('is refused by name when it is neither true nor false', () => {
    expect(() => defineClinic({ ...clinic, decoyLink: 'yes' } as unknown as ClinicSettings)).toThrow(
      /decoyLink: "yes" must be true or false/,
    );
  });
});

const installed = spawnSync('spamassassin', ['--version']).status === 0;
const reason = installed ? '' : ' (skipped: no spamassassin on this machine; Debian has it as a package of that name)';

// Skipped where the tool is absent: it is Perl of the system's, which no npm package carries.
describe.skipIf(!installed)(`SpamAssassin${reason}`, () => {
  it('finds nothing worse in an e-mail with a decoy', { timeout: 60_000 }, async () => {
    const score = async (from: typeof renderer): Promise<number> => {
      const input = await mimeOf(await from.renderTemplate('welcome', tracked), 'Anna');
      const { stdout } = spawnSync('spamassassin', ['-L', '-t'], { input, encoding: 'utf8' });
      return Number(/^X-Spam-Status:[\s\S]*?score=(-?[\d.]+)/m.exec(stdout)?.[1]);
    };
    const without = await score(renderer);
    expect(Number.isFinite(without)).toBe(true);
    expect(await score(decoyed)).toBeLessThanOrEqual(without);
  });
});

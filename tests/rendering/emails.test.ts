// Every e-mail in every variant: only declared scalars are left, links and pixel follow consent, sizes hold.
import { describe, expect, it } from 'vitest';
import { UnresolvedPlaceholderError } from '../../functions/adapters/rendering/finish.ts';
import { MissingAlternateSubjectError, makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { UnknownTemplateError } from '../../functions/ports/renderer.ts';
import { clinic, origin, renderer, templates } from './built.ts';

const EXPECTED = [
  'address-change',
  'chemical-peels',
  'combined-approach',
  'confirm',
  'data-ready',
  'microneedling',
  'next-step',
  'questions',
  'staff-notice',
  'still-interested',
  'understanding-scars',
  'welcome',
  'what-to-expect-needling',
  'what-to-expect-peel',
];
const TRANSACTIONAL = new Set(['address-change', 'confirm', 'data-ready', 'staff-notice']);
const RESENT = ['understanding-scars', 'chemical-peels', 'microneedling', 'combined-approach'];
const LEAVE = ['unsubscribe', 'preferences'];
const MARKETING = EXPECTED.filter((name) => !TRANSACTIONAL.has(name));

const variants = EXPECTED.flatMap((template) =>
  [true, false].flatMap((tracked) => ['en', 'es'].map((locale) => ({ template, tracked, locale }))),
);

const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
const images = (html: string) => [...html.matchAll(/<img\b[^>]*>/g)].map((match) => match[0]);
const own = new RegExp(`src="${origin}/images/[0-9a-f]{16}\\.png"`);
/** Every image but the clinic's own pictures: only the pixel may be left. */
const pixels = (html: string) => images(html).filter((img) => !own.test(img));
const doubled = (url: string) => url.replace(/\{(\w+)\}/g, '{{$1}}');

describe('the steps of an e-mail', () => {
  it.each(['next-step', 'microneedling'])('each begin a line of the text part of %s', async (template) => {
    for (const locale of [clinic.locale, 'es']) {
      const { text } = await renderer.renderTemplate(template, { locale, tracked: false });
      expect([...text.matchAll(/^(\d)\. \S/gm)].map(([, number]) => Number(number))).toEqual(
        template === 'next-step' ? [1, 2, 3, 4] : [1, 2],
      );
    }
  });
});

describe('every e-mail', () => {
  it('is in the build', () => {
    expect([...renderer.templateNames()].toSorted()).toEqual(EXPECTED);
  });

  it.each(variants)('$template, tracked $tracked, $locale', async ({ template, tracked, locale }) => {
    const mail = await renderer.renderTemplate(template, { locale, tracked });
    const whole = [mail.subject, mail.html, mail.text].join('\n');
    const left = new Set([...whole.matchAll(/\{\{([^}]*)\}\}/g)].map((match) => match[1]));
    expect([...left].toSorted()).toEqual([...mail.scalars].toSorted());
    expect(whole.replace(/\{\{\w+\}\}/g, '')).not.toContain('{{');
    expect(Buffer.byteLength(mail.html)).toBeLessThan(60_000);
    expect(mail.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(mail.subject.length).toBeGreaterThan(5);
    expect(mail.links[0]?.name).toBe('main');

    const reallyTracked = tracked && !TRANSACTIONAL.has(template);
    expect(mail.variant.tracked).toBe(reallyTracked);
    const pixel = `${origin}/o/{{slotToken}}.gif`;
    expect(pixels(mail.html).filter((img) => img.includes(`src="${pixel}"`))).toHaveLength(reallyTracked ? 1 : 0);
    expect(pixels(mail.html)).toHaveLength(reallyTracked ? 1 : 0);
    if (!reallyTracked) expect(whole).not.toMatch(/slotToken|\/c\/|\/o\//);
    for (const [n, { name, url }] of mail.links.entries()) {
      const address = reallyTracked && !LEAVE.includes(name) ? `${origin}/c/{{slotToken}}/${n}` : doubled(url);
      expect(hrefs(mail.html)).toContain(address);
      expect(mail.text).toContain(address);
    }
    expect(new Set(hrefs(mail.html)).size).toBe(mail.links.length);
  });

  it.each(MARKETING)('%s can be left and says who sent it', async (template) => {
    const { html, text, links } = await renderer.renderTemplate(template, { locale: 'en', tracked: true });
    expect(links.filter((link) => LEAVE.includes(link.name))).toEqual([
      { name: 'unsubscribe', url: `${origin}/unsubscribe/{leaveToken}` },
      { name: 'preferences', url: `${origin}/preferences/{leaveToken}` },
    ]);
    for (const part of [html, text]) {
      expect(part).toContain(clinic.postalAddress);
      expect(part).toContain(`${origin}/unsubscribe/{{leaveToken}}`);
      expect(part.replace(/\s+/g, ' ')).toContain('not medical advice');
      expect(part.replace(/\s+/g, ' ')).toContain('because you signed up');
    }
  });

  it.each(MARKETING)('%s has 150 to 350 words of its own', async (template) => {
    const { text } = await renderer.renderTemplate(template, { locale: 'en', tracked: false });
    const own = text.slice(text.indexOf('Hello'), text.indexOf('Warmly,'));
    const words = own.split(/\s+/).filter((word) => /\w/.test(word)).length;
    expect(words).toBeGreaterThanOrEqual(150);
    expect(words).toBeLessThanOrEqual(350);
  });

  it.each([...TRANSACTIONAL])('%s carries no way out and no pixel', async (template) => {
    const { html, text } = await renderer.renderTemplate(template, { locale: 'en', tracked: true });
    expect(html + text).not.toMatch(/unsubscribe|preferences|slotToken/i);
    expect(pixels(html)).toEqual([]);
  });

  it.each(RESENT)('%s is re-sent under another subject, as another render', async (template) => {
    const first = await renderer.renderTemplate(template, { locale: 'en', tracked: true });
    const again = await renderer.renderTemplate(template, { locale: 'en', tracked: true, alternateSubject: true });
    expect(again.subject).not.toBe(first.subject);
    expect(again.hash).not.toBe(first.hash);
  });

  it('keeps health words out of subjects and addresses', async () => {
    for (const template of EXPECTED) {
      const mail = await renderer.renderTemplate(template, { locale: 'en', tracked: false });
      const paths = mail.links.map((link) => new URL(link.url).pathname);
      expect([mail.subject, ...paths].join(' ')).not.toMatch(/acne|scar|skin|peel|needl|treat|derma/i);
      if (!TRANSACTIONAL.has(template)) expect(paths.join(' ')).not.toContain(template);
    }
  });

  it('answers over the slot where tracked, over the leave token where not', async () => {
    const main = async (template: string, tracked: boolean) =>
      (await renderer.renderTemplate(template, { locale: 'en', tracked })).links[0]?.url;
    expect(await main('welcome', true)).toBe(`${origin}/answer/{slotToken}/marks`);
    expect(await main('welcome', false)).toBe(`${origin}/answer/{leaveToken}/marks`);
    expect(await main('still-interested', true)).toBe(`${origin}/answer/{slotToken}/interest`);
    expect(await main('confirm', false)).toBe(`${origin}/confirm/{confirmToken}`);
    expect(await main('combined-approach', false)).toBe(clinic.bookingUrl);
  });
});

describe('the renderer', () => {
  const variant = { locale: 'en', tracked: true };

  it('gives one hash to equal inputs and another to each different one', async () => {
    const other = makeRenderer({ clinic, origin: 'https://other.test', templates });
    const again = makeRenderer({ clinic, origin, templates });
    const { hash } = await renderer.renderTemplate('welcome', variant);
    expect((await again.renderTemplate('welcome', variant)).hash).toBe(hash);
    expect((await other.renderTemplate('welcome', variant)).hash).not.toBe(hash);
    expect((await renderer.renderTemplate('welcome', { ...variant, tracked: false })).hash).not.toBe(hash);
    expect((await renderer.renderTemplate('welcome', { ...variant, locale: 'es' })).hash).not.toBe(hash);
  });

  it('renders a variant once', async () => {
    const first = await renderer.renderTemplate('questions', variant);
    expect(await renderer.renderTemplate('questions', { ...variant })).toBe(first);
  });

  it('does not know what the build does not', async () => {
    await expect(renderer.renderTemplate('nope', variant)).rejects.toThrow(UnknownTemplateError);
    await expect(renderer.renderTemplate('constructor', variant)).rejects.toThrow(UnknownTemplateError);
    await expect(renderer.renderTemplate('newsletter', variant)).rejects.toThrow(UnknownTemplateError);
  });

  it('refuses a re-send without a second subject', async () => {
    const again = renderer.renderTemplate('welcome', { ...variant, alternateSubject: true });
    await expect(again).rejects.toThrow(MissingAlternateSubjectError);
  });

  it('escapes what the clinic calls itself, and refuses braces in it', async () => {
    const named = (name: string) => makeRenderer({ clinic: { ...clinic, name }, origin, templates });
    const { html, text } = await named('Skin & <b>Co</b>').renderTemplate('welcome', variant);
    expect(html).toContain('Skin &amp; &lt;b&gt;Co&lt;/b&gt;');
    expect(html).not.toContain('<b>Co');
    expect(text).toContain('Skin & <b>Co</b>');
    await expect(named('{{7*7}}').renderTemplate('welcome', variant)).rejects.toThrow(UnresolvedPlaceholderError);
    await expect(named('{{confirmToken}}').renderTemplate('welcome', variant)).rejects.toThrow('{{confirmToken}}');
  });
});

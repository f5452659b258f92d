// Newsletters: staff's words stay words, their links are checked and counted, and nothing of theirs is ever substituted.
import { describe, expect, it } from 'vitest';
import { type NewsletterSource, NewsletterSourceError } from '../../functions/ports/renderer.ts';
import { sampleNewsletter } from '../browser/sample-newsletter.ts';
import { clinic, compiler, origin, renderer, substitute } from './built.ts';

/** The HTML without the clinic's own pictures: any other image is the pixel, or a fault. */
const withoutPictures = (html: string) => html.replace(new RegExp(`<img[^>]*src="${origin}/images/[^>]*>`, 'g'), '');

const tracked = { locale: 'en', tracked: true };
const untracked = { locale: 'en', tracked: false };

async function render(source: Partial<NewsletterSource>, variant = untracked) {
  const content = await compiler.compile({ issueId: 'i1', subject: 'News', markdown: 'Words.', ...source });
  return { content, mail: await renderer.renderNewsletter(content, variant) };
}

describe('a newsletter', () => {
  it('has its words, its links, and the way out', async () => {
    const { content, mail } = await render(sampleNewsletter);
    expect(content.links.map((link) => link.name)).toEqual(['main', 'link-2', 'archive', 'unsubscribe', 'preferences']);
    expect(mail.links).toEqual(content.links);
    expect(mail.subject).toBe(sampleNewsletter.subject);
    expect(mail.scalars).toEqual(['leaveToken']);
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('https://www.lumenskin.example/learn/h');
      expect(part).toContain(`${origin}/archive/2026-11`);
      expect(part).toContain(`${origin}/unsubscribe/{{leaveToken}}`);
      expect(part).toContain(clinic.postalAddress);
      expect(part).toContain('Mira');
      expect(part).not.toMatch(/[⟦⟧]|slotToken/);
    }
    expect(withoutPictures(mail.html)).not.toContain('<img');
    expect(Buffer.byteLength(mail.html)).toBeLessThan(60_000);
  });

  it('redirects every link but the leave links when tracked, with one pixel', async () => {
    const { mail } = await render(sampleNewsletter, tracked);
    expect(mail.scalars).toEqual(['slotToken', 'leaveToken']);
    expect(withoutPictures(mail.html).match(/<img\b/g)).toHaveLength(1);
    expect(mail.html).toContain(`src="${origin}/o/{{slotToken}}.gif"`);
    for (const part of [mail.html, mail.text]) {
      for (const n of [0, 1, 2]) expect(part).toContain(`${origin}/c/{{slotToken}}/${n}`);
      expect(part).not.toContain('lumenskin.example/learn');
      expect(part).toContain(`${origin}/preferences/{{leaveToken}}`);
    }
  });

  it('names the archive `main` when the issue has no link, and leaves mailto direct', async () => {
    const { content, mail } = await render({ markdown: 'Write to [us](mailto:care@lumenskin.example).' }, tracked);
    expect(content.links.map((link) => link.name)).toEqual(['link-1', 'main', 'unsubscribe', 'preferences']);
    expect(mail.html).toContain('href="mailto:care@lumenskin.example"');
  });

  it('counts the same address once', async () => {
    const { content } = await render({ markdown: '[a](https://e.com/) [b](https://e.com/) [c](https://e.com/c)' });
    expect(content.links.map((link) => link.name)).toEqual(['main', 'link-2', 'archive', 'unsubscribe', 'preferences']);
  });

  it('makes a button of a bold link that stands alone', async () => {
    const { mail } = await render({ markdown: '**[Read it](https://e.com/x)**' });
    expect(mail.html).toMatch(/class="button"[\s\S]*href="https:\/\/e\.com\/x"[\s\S]*Read it/);
    expect(mail.text).toContain('Read it:\nhttps://e.com/x');
  });

  it('gives equal issues equal hashes, whatever subject a variant asks for', async () => {
    const { content, mail } = await render(sampleNewsletter);
    const again = await renderer.renderNewsletter(content, { ...untracked, alternateSubject: true });
    expect(again.hash).toBe(mail.hash);
    expect((await render({ ...sampleNewsletter, subject: 'Other' })).mail.hash).not.toBe(mail.hash);
  });

  it('begins its preheader with its first words unless staff wrote one', async () => {
    const { content } = await render({ markdown: `# Title\n\n${'Some words here. '.repeat(20)}` });
    expect(content.preheader).toMatch(/^Title Some words here\./);
    expect(content.preheader.length).toBeLessThanOrEqual(110);
    expect((await render({ preheader: 'Mine' })).content.preheader).toBe('Mine');
    const unbroken = await render({ markdown: `ab${'🌸'.repeat(100)}` });
    expect(unbroken.content.preheader).toBe(`ab${'🌸'.repeat(53)}…`);
  });
});

describe('what staff type', () => {
  const braces = [
    '{{firstName}}',
    '{{{firstName}}}',
    '{{leaveToken}}',
    '&#123;&#123;firstName}}',
    '&lbrace;{firstName}}',
  ];
  const values = { firstName: 'LEAKED', leaveToken: 'TOKEN', slotToken: 'SLOT' };

  it.each(braces)('%s stays braces in subject, preheader, text and HTML', async (typed) => {
    const markdown = `Before ${typed} after\n\n## ${typed}\n\n**[${typed}](https://e.com/)**\n\n\`${typed}\`\n\n- ${typed}`;
    const { mail } = await render({ subject: `S ${typed}`, preheader: typed, markdown }, tracked);
    expect(mail.scalars).toEqual(['slotToken', 'leaveToken']);
    for (const part of [mail.subject, mail.html, mail.text]) {
      const sent = substitute(part, values);
      expect(sent).not.toContain('LEAKED');
      expect(sent.replaceAll(/\/(?:unsubscribe|preferences)\/TOKEN/g, '')).not.toContain('TOKEN');
    }
    expect(mail.text.replaceAll('\u200a', '')).toMatch(/Before \{+(?:firstName|leaveToken)\}+ after/);
    expect(mail.html).toContain('&#123;&#123;');
  });

  it('cannot put a token into an address', async () => {
    const typed = 'https://evil.example/{leaveToken}?a={{slotToken}}&b=%7B%7BleaveToken%7D%7D#{firstName}';
    const { content, mail } = await render({ markdown: `[x](${typed})` }, untracked);
    expect(content.links[0]?.url).not.toMatch(/[{}]/);
    expect(mail.html).not.toMatch(/evil\.example[^"]*\{/);
  });

  it('cannot forge a mark', async () => {
    const { mail } = await render({
      subject: '⟦pixel⟧',
      markdown: '⟦link:0⟧ ⟦pixel⟧ ⟦content⟧ [x](https://e.com/⟦pixel⟧)',
    });
    expect(withoutPictures(mail.html)).not.toMatch(/<img|[⟦⟧]/);
    expect(mail.subject).toBe('〚pixel〛');
  });

  it('cannot bring markup, scripts or MJML', async () => {
    const typed = [
      '<script>alert(1)</script>',
      'x <img src=x onerror=alert(1)> </mj-text></mj-column><mj-raw><b>hi</b></mj-raw>',
      '<mj-include path="/etc/passwd" />',
      '<!-- mj-include --> <style>*{display:none}</style> ]]> <![CDATA[',
      '<a href="javascript:alert(1)" onclick="x()">c</a>',
    ];
    const { mail } = await render({ subject: '<b>"News"</b>', markdown: typed.join('\n\n') });
    expect(withoutPictures(mail.html)).not.toMatch(
      /<script|<img|<mj-|onerror=alert\(1\)>|<style>\*|<a [^>]*javascript/,
    );
    expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(mail.html).toContain('<title>&lt;b&gt;&quot;News&quot;&lt;/b&gt;</title>');
    expect(mail.subject).toBe('<b>"News"</b>');
  });

  it('cannot break a header', async () => {
    const { mail } = await render({ subject: 'News\r\nBcc: all@example.com' });
    expect(mail.subject).toBe('News Bcc: all@example.com');
  });

  it.each([
    ['[x](javascript:alert(1))', 'javascript:'],
    ['[x](JaVaScRiPt:alert(1))', 'javascript:'],
    ['[x](data:text/html,x)', 'data:'],
    ['[x](/book)', 'not a whole address'],
    ['[x](//e.com)', 'not a whole address'],
    ['[x](#top)', 'not a whole address'],
    ['[x](https://a:b@e.com)', 'password'],
    [`[x](https://e.com/${'a'.repeat(2001)})`, 'longer than 2000'],
    ['![alt](https://e.com/x.png)', 'image'],
    ['**Deep ![alt](https://e.com/x.png)**', 'image'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'table'],
    ['   ', 'no words'],
    ['word '.repeat(14_000), '60000 are allowed'],
    [Array.from({ length: 101 }, (_, i) => `[x](https://e.com/${i})`).join(' '), 'more than 100 links'],
  ])('%.40s is refused with a remedy', async (markdown, why) => {
    const error = await render({ markdown }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NewsletterSourceError);
    const { field, message, remedy } = error as NewsletterSourceError;
    expect(field).toBe('markdown');
    expect(message).toContain(why);
    expect(remedy).not.toBe('');
  });

  it('needs a subject, not too long', async () => {
    await expect(render({ subject: ' \n ' })).rejects.toMatchObject({ field: 'subject' });
    await expect(render({ subject: 'x'.repeat(151) })).rejects.toMatchObject({ field: 'subject' });
    await expect(render({ preheader: 'x'.repeat(111) })).rejects.toMatchObject({ field: 'preheader' });
  });
});

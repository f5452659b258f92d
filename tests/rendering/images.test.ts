// The pictures: drawn in the clinic's colours, named by a hash, light enough, described, and served for good.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { images } from '../../.build/images.mjs';
import { makeImagesApp } from '../../functions/web/images/app.ts';
import { buildImages } from '../../infra/build/images.ts';
import { origin, renderer } from './built.ts';

const MAIL_MAX_BYTES = 150_000;
const SQUARE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path fill="[[hero]]" d="M0 0h8v8H0z"/></svg>';

async function built(svg: string, colour = '#123456') {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-images-'));
  try {
    await mkdir(join(root, 'images'));
    await writeFile(join(root, 'images', 'one-two.svg'), svg);
    return await buildImages(root, join(root, 'images'), { hero: colour });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

describe('building pictures', () => {
  it('draws at twice the size, under a name that changes with the colours', async () => {
    const [first, second] = [await built(SQUARE), await built(SQUARE, '#654321')];
    const [[name, png] = ['', new Uint8Array()]] = [...first.files];
    expect(first.problems).toEqual([]);
    expect(first.tokens).toEqual({ image_one_two: `{{origin}}/images/${name}` });
    expect(name).toMatch(/^[0-9a-f]{16}\.png$/);
    expect(Buffer.from(png).readUInt32BE(16)).toBe(16);
    expect([...second.files.keys()]).not.toContain(name);
  });

  it('names the file that cannot be drawn, and the colour that is not known', async () => {
    const [broken] = (await built('<svg')).problems;
    expect(broken).toMatchObject({ file: join('images', 'one-two.svg') });
    expect(broken?.message).toContain('cannot be drawn');
    const [unknown] = (await built(SQUARE.replace('hero', 'sky'))).problems;
    expect(unknown?.message).toContain('[[sky]]');
    expect(unknown?.remedy).toContain('hero');
  });

  it('needs no folder', async () => {
    expect((await buildImages('/', join(tmpdir(), 'not-there'), {})).files.size).toBe(0);
  });
});

describe('the pictures of each e-mail', () => {
  it.each(renderer.templateNames())('%s: all of them exist, are described and stay light', async (template) => {
    const { html } = await renderer.renderTemplate(template, { locale: 'en', tracked: false });
    const shown = [...html.matchAll(/<img\b[^>]*>/g)].map((match) => match[0]);
    expect(shown.length).toBeGreaterThanOrEqual(2);
    let bytes = 0;
    for (const img of shown) {
      const [, name = ''] = /src="[^"]*\/images\/([^"]+)"/.exec(img) ?? [];
      expect(img).toContain(`src="${origin}/images/`);
      // MJML writes an empty alt, which hides the decorative mark, as a bare one.
      expect(img).toMatch(/\salt(?:="|\s)/);
      expect(img).toMatch(/\swidth="\d+"/);
      expect(images[name], name).toBeDefined();
      bytes += Buffer.from(images[name] ?? '', 'base64').byteLength;
    }
    expect(bytes).toBeLessThan(MAIL_MAX_BYTES);
    expect(shown.some((img) => /alt="[^"]{10,}"/.test(img))).toBe(true);
  });
});

describe('serving pictures', () => {
  const app = makeImagesApp({ 'a.png': Buffer.from('picture').toString('base64') });

  it('serves one for good', async () => {
    const answer = await app.request('/images/a.png');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('picture');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['b.png', 'constructor', '__proto__', '..%2Fa.png'])('does not know %s', async (name) => {
    const answer = await app.request(`/images/${name}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

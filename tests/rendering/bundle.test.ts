// What the send path loads: the renderer's bundle holds neither MJML nor the Handlebars compiler nor Markdown.
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../functions/adapters/rendering');

async function packagesIn(file: string): Promise<{ names: Set<string>; bytes: number }> {
  const { metafile } = await build({
    entryPoints: [join(folder, file)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  const names = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return { names: new Set(names), bytes: Object.values(metafile.outputs)[0]?.bytes ?? 0 };
}

it('the renderer bundles the Handlebars runtime and nothing else', async () => {
  const { names, bytes } = await packagesIn('renderer.ts');
  expect([...names]).toEqual(['handlebars']);
  expect(bytes).toBeLessThan(60_000);
});

it('the newsletter compiler is where MJML and Markdown live', async () => {
  const { names } = await packagesIn('newsletter.ts');
  for (const name of ['mjml', 'marked', 'sanitize-html', 'html-to-text']) expect(names).toContain(name);
});

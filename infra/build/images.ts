// Draws templates/images/*.svg in the clinic's colours as PNG at twice their size, and names each by what it shows.
// A name is a hash and nothing else, because proxies log addresses and a picture's subject tells of a person's health.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Problem } from './problem.ts';

/** Screens of phones show at least two dots for each of the e-mail's pixels. */
const SCALE = 2;
/** All pictures of one e-mail together stay under 150 KB; none holds more than four. */
export const IMAGE_MAX_BYTES = 40_000;
const TOKEN = /\[\[(\w+)\]\]/g;

export interface BuiltImages {
  /** By name: `HASH.png` to the file's bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** `image_scar_types` to the address, with the origin left to the renderer. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

let started: Promise<void> | undefined;

/** Reads `imagesDir` (which may be missing: then there are none); `tokens` are the palette's colours. */
export async function buildImages(
  root: string,
  imagesDir: string,
  tokens: Readonly<Record<string, string>>,
): Promise<BuiltImages> {
  const names = await readdir(imagesDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  const files = new Map<string, Uint8Array>();
  const addresses: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith('.svg')).toSorted()) {
    const path = join(imagesDir, name);
    const file = relative(root, path);
    const source = await readFile(path, 'utf8');
    const svg = source.replace(TOKEN, (token, key: string, at: number) => {
      const colour = Object.hasOwn(tokens, key) ? tokens[key] : undefined;
      if (colour === undefined) {
        const remedy = `Known ones are ${Object.keys(tokens).join(', ')}.`;
        const line = source.slice(0, at).split('\n').length;
        problems.push({ file, line, message: `The build knows no colour ${token}.`, remedy });
      }
      return colour ?? 'none';
    });
    const png = await draw(svg).catch((error: unknown) => {
      const remedy = 'Open it in a browser: it must be a whole SVG file with a width and a height.';
      problems.push({ file, message: `This picture cannot be drawn: ${error}.`, remedy });
      return new Uint8Array();
    });
    if (png.byteLength > IMAGE_MAX_BYTES) {
      const message = `The picture has ${png.byteLength} bytes; ${IMAGE_MAX_BYTES} are allowed.`;
      problems.push({ file, message, remedy: 'Draw it with fewer shapes and colours, or smaller.' });
    }
    const built = `${createHash('sha256').update(png).digest('hex').slice(0, 16)}.png`;
    files.set(built, png);
    addresses[`image_${name.slice(0, -4).replaceAll('-', '_')}`] = `{{origin}}/images/${built}`;
  }
  return { files, tokens: addresses, problems };
}

async function draw(svg: string): Promise<Uint8Array> {
  started ??= readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')).then(initWasm);
  await started;
  const drawn = new Resvg(svg, { fitTo: { mode: 'zoom', value: SCALE } });
  try {
    return drawn.render().asPng();
  } finally {
    drawn.free();
  }
}

/** The module the image function loads: its pictures travel inside it, so that it needs no store and no permission. */
export function imagesCode(files: BuiltImages['files']): string {
  const entries = [...files].map(([name, png]) => `${JSON.stringify(name)}: '${Buffer.from(png).toString('base64')}'`);
  return `{\n${entries.join(',\n')}\n}`;
}

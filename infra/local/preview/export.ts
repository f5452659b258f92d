// Lays the gallery down as files that a browser opens from a folder: pages beside each other, pictures in images/.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clinic } from '../../../functions/domain/clinic.ts';
import { samplePeople } from '../../../functions/domain/sample-people.ts';
import { galleryAddresses, schemes } from '../../../functions/web/gallery/addresses.ts';
import { build } from '../../build/build.ts';
import { makeFolder } from '../make-folder.ts';
import { galleryPath, makePreviewApp } from './app.tsx';

/** Answers how many files there are in `folder` now. */
export async function exportPreview(clinic: Clinic, folder: string): Promise<number> {
  makeFolder(join(folder, 'images'), `--out ${folder}`);
  await build();
  const [{ makeRenderer }, { makeContentCompiler }, { makeImagesApp }] = await Promise.all([
    import('../../../functions/adapters/rendering/renderer.ts'),
    import('../../../functions/adapters/rendering/newsletter.ts'),
    import('../../../functions/web/images/app.ts'),
  ]);
  const [{ templates }, { newsletterShell: shell }, { images }, { gallery }] = await Promise.all([
    import('../../../.build/templates.mjs'),
    import('../../../.build/newsletter-shell.mjs'),
    import('../../../.build/images.mjs'),
    import('../../../.build/gallery.mjs'),
  ]);
  const origin = clinic.linkOrigin;
  const app = makePreviewApp({
    clinic,
    gallery: { view: async () => gallery },
    renderer: makeRenderer({ clinic, origin, templates }),
    compiler: makeContentCompiler({ clinic, origin, shell }),
    images: makeImagesApp(images).fetch,
  });
  const addresses = galleryAddresses(galleryPath);
  const paths = [
    galleryPath,
    ...new Set(gallery.emails.map(({ locale }) => addresses.list(locale))),
    ...gallery.emails.flatMap((email) =>
      samplePeople.flatMap(({ id }) => [
        addresses.page(email, id),
        ...schemes.map((scheme) => addresses.frame(email, id, scheme)),
      ]),
    ),
  ];
  for (const path of paths) {
    const answer = await app.request(path);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
    await writeFile(join(folder, fileOf(path)), asFile(await answer.text(), origin));
  }
  for (const [name, base64] of Object.entries(images)) {
    await writeFile(join(folder, 'images', name), Buffer.from(base64, 'base64'));
  }
  return paths.length + Object.keys(images).length;
}

const fileOf = (path: string): string =>
  path === galleryPath ? 'index.html' : `${path.slice(galleryPath.length + 1).replaceAll('/', '.')}.html`;

function asFile(html: string, origin: string): string {
  return html
    .replace(/(href|src)="(\/templates[^"]*)"/g, (_all, name: string, path: string) => `${name}="${fileOf(path)}"`)
    .replaceAll(`src="${origin}/images/`, 'src="images/');
}

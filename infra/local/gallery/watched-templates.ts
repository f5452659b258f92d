// Builds templates/ again whenever a file in it changes, and tells pages that show them. A build that fails changes nothing
// but the gallery's notes: what was built last goes on being shown and sent.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { watch } from 'chokidar';
import type { BuiltTemplates, NewsletterShell } from '../../../functions/adapters/rendering/built-templates.ts';
import { makeRenderer } from '../../../functions/adapters/rendering/renderer.ts';
import type { Clinic } from '../../../functions/domain/clinic.ts';
import type { BuildNote, Gallery, GalleryView } from '../../../functions/ports/gallery.ts';
import type { ContentCompiler, Renderer } from '../../../functions/ports/renderer.ts';
import { makeImagesApp } from '../../../functions/web/images/app.ts';
import { build } from '../../build/build.ts';
import { BuildError } from '../../build/problem.ts';
import type { Ending } from '../engines/engine.ts';
import type { Fetch } from '../http/server.ts';
import type { Log } from '../log.ts';
import { changeStream } from './change-stream.ts';

/** Editors write a file in several steps. */
const settleMs = 120;

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export interface WatchedTemplates extends Ending {
  readonly renderer: Renderer;
  readonly compiler: ContentCompiler;
  readonly gallery: Gallery;
  /** `/images/NAME`, as last built. */
  readonly images: Fetch;
  /** The stream that `gallery.changes` names. */
  readonly stream: Fetch;
}

export interface WatchOptions {
  readonly clinic: Clinic;
  /** Path under which `stream` is served. */
  readonly changes: string;
  readonly log: Log;
  /** Another project folder, for tests; it must lie where the sources' imports resolve. */
  readonly root?: string;
}

interface Built {
  readonly renderer: Renderer;
  readonly compiler: ContentCompiler;
  readonly view: GalleryView;
  readonly images: Fetch;
}

/** Builds first; throws BuildError where that fails, as there is nothing to show yet. */
export async function watchTemplates({
  clinic,
  changes,
  log,
  root = projectRoot,
}: WatchOptions): Promise<WatchedTemplates> {
  const { outDir } = await build({ root });
  let built = await load(outDir, clinic);
  let errors: readonly BuildNote[] = [];
  const stream = changeStream();

  const rebuild = async (): Promise<void> => {
    try {
      const { built: isNew, durationMs } = await build({ root });
      if (!isNew && errors.length === 0) return;
      if (isNew) built = await load(outDir, clinic);
      errors = [];
      log.info(`Built templates/ again in ${durationMs} ms.`);
    } catch (error) {
      errors = notesOf(error);
      const cause = error instanceof BuildError ? `\n${error.message}` : error;
      log.error('Building templates/ failed; what was built before is shown and sent.', cause);
    }
    stream.tell();
  };
  const watcher = await watchFolder(join(root, 'templates'), rebuild, log);
  return {
    renderer: {
      templateNames: () => built.renderer.templateNames(),
      renderTemplate: (template, variant) => built.renderer.renderTemplate(template, variant),
      renderNewsletter: (content, variant) => built.renderer.renderNewsletter(content, variant),
      renderIssue: (stored, variant) => built.renderer.renderIssue(stored, variant),
    },
    compiler: { compile: (source) => built.compiler.compile(source) },
    gallery: { changes, view: async () => ({ ...built.view, notes: [...errors, ...built.view.notes] }) },
    images: (request) => built.images(request),
    stream: stream.fetch,
    async end() {
      stream.end();
      await watcher.end();
    },
  };
}

/** The query makes Node load what was just written; what was loaded before stays in memory, a fraction of a megabyte a build. */
async function load(outDir: string, clinic: Clinic): Promise<Built> {
  const module = (file: string) => import(`${pathToFileURL(join(outDir, file)).href}?t=${Date.now()}`);
  const [{ templates }, { newsletterShell }, { images }, { gallery }] = await Promise.all([
    module('templates.mjs') as Promise<{ templates: BuiltTemplates }>,
    module('newsletter-shell.mjs') as Promise<{ newsletterShell: NewsletterShell }>,
    module('images.mjs') as Promise<{ images: Readonly<Record<string, string>> }>,
    module('gallery.mjs') as Promise<{ gallery: GalleryView }>,
  ]);
  const origin = clinic.linkOrigin;
  return {
    renderer: makeRenderer({ clinic, origin, templates }),
    compiler: {
      // It brings MJML, which nobody needs who only starts.
      async compile(source) {
        const { makeContentCompiler } = await import('../../../functions/adapters/rendering/newsletter.ts');
        return makeContentCompiler({ clinic, origin, shell: newsletterShell }).compile(source);
      },
    },
    view: gallery,
    images: makeImagesApp(images).fetch,
  };
}

function notesOf(error: unknown): readonly BuildNote[] {
  if (!(error instanceof BuildError)) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ kind: 'error', file: 'templates', message, remedy: 'The terminal says more.' }];
  }
  return error.problems.map(({ file, line, message, remedy }) => ({
    kind: 'error',
    file,
    ...(line !== undefined && { line }),
    message,
    remedy,
  }));
}

/** Calls `changed` after changes, one call at a time; `end` waits for a call that goes on. */
async function watchFolder(folder: string, changed: () => Promise<void>, log: Log): Promise<{ end(): Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(changed);
    }, settleMs);
  };
  // Node's own watcher loses a file that an editor replaces instead of writing.
  const watcher = watch(folder, { ignoreInitial: true });
  watcher.on('error', (error) => log.error('templates/ is not watched any more; start again to go on.', error));
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  watcher.on('all', soon);
  return {
    async end() {
      clearTimeout(timer);
      await watcher.close();
      await working;
    },
  };
}

// The newsletter compiler of a context. MJML is loaded on first use, so that no other path pays for it.
import type { ContentCompiler } from '../ports/renderer.ts';
import type { Context } from './context.ts';

export const makeContentCompiler = (context: Context): ContentCompiler =>
  context.once('content-compiler', () => ({
    async compile(source) {
      const [{ makeContentCompiler: make }, { newsletterShell }] = await Promise.all([
        import('../adapters/rendering/newsletter.ts'),
        import('../../.build/newsletter-shell.mjs'),
      ]);
      const compiler = make({ clinic: context.clinic, origin: context.clinic.linkOrigin, shell: newsletterShell });
      return compiler.compile(source);
    },
  }));

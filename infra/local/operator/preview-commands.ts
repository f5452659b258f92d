// `npm run cli -- preview`: every e-mail to look at while it is edited, or as files to hand to somebody.

import { join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import clinic from '../../../clinic.config.ts';
import { terminalLog } from '../log.ts';
import { portIn } from '../options.ts';
import { ancestorsUpToNpm, whenGone } from '../orphan.ts';
import type { Asked, Command } from './command.ts';

const usual = 3300;

export const previewCommands: Readonly<Record<string, Command>> = {
  preview: {
    usage: 'preview [--port 3300] [--out FOLDER]',
    does: 'shows every e-mail while you edit templates/, or writes that into a folder',
    options: { out: { type: 'string' } },
    run: preview,
  },
};

async function preview({ options, terminal }: Asked): Promise<void> {
  if (typeof options.out === 'string') {
    const { exportPreview } = await import('../preview/export.ts');
    const files = await exportPreview(clinic, options.out);
    terminal.print(`${files} files; open ${pathToFileURL(join(options.out, 'index.html'))}`);
    return;
  }
  const port = typeof options.port === 'string' ? portIn('--port', options.port, { least: 0, usual }) : usual;
  const { servePreview } = await import('../preview/serve.ts');
  // Asked now, while all of them are surely there.
  const ancestors = env.npm_lifecycle_event ? ancestorsUpToNpm() : undefined;
  const server = await servePreview({ clinic, port, log: terminalLog });
  terminal.print(`The e-mails are at ${server.address}; saving a file in templates/ shows it anew. Stop with Ctrl-C.`);
  await new Promise<void>((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
    ancestors?.then((all) => whenGone(all, stop));
  });
  await server.end();
}

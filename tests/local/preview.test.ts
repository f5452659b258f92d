// The gallery while templates are edited: `npm run cli -- preview`, its export, and the staff pages of `npm start`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import clinic from '../../clinic.config.ts';
import { handlers } from '../../infra/local/handlers.ts';
import { silentLog } from '../../infra/local/log.ts';
import { exportPreview } from '../../infra/local/preview/export.ts';
import { servePreview } from '../../infra/local/preview/serve.ts';
import { StartProblem } from '../../infra/local/problem.ts';
import { Visitor } from '../staff/visitor.ts';
import { run } from './run.ts';

const projectRoot = join(import.meta.dirname, '../..');
const waitMs = 60_000;

/** A copy of templates/ that a test may break, with what was checked before, so that only changes are checked again. */
async function projectCopy(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-preview-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  await cp(join(projectRoot, 'templates'), join(root, 'templates'), { recursive: true });
  await mkdir(join(root, '.build'));
  await cp(join(projectRoot, '.build/checks.json'), join(root, '.build/checks.json'));
  await symlink(join(projectRoot, 'functions'), join(root, 'functions'));
  return root;
}

const text = async (url: string) => (await fetch(url)).text();

/** In a process of its own: the tests' loader keeps modules that Node would load anew. */
async function startPreview(root: string): Promise<string> {
  const script = fileURLToPath(new URL('./preview-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const address = /^http:\S+$/m.exec(said)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('The preview ended early.');
}

/** Resolves at the next `change` after `act`. */
async function afterChange(changes: string, act: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const { body } = await fetch(changes, { signal: stop.signal });
  if (!body) throw new Error('No stream.');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  await act();
  const { value } = await reader.read();
  expect(value).toContain('event: change');
  stop.abort();
}

describe('the preview', () => {
  it('shows a saved change, and what a broken one is about, without an end', { timeout: waitMs }, async () => {
    const root = await projectCopy();
    const address = await startPreview(root);
    const changes = new URL('/changes', address).href;
    const page = `${address}/welcome/en/named`;
    const file = join(root, 'templates/emails/welcome.yaml');
    const sound = await readFile(file, 'utf8');
    const write = (words: string) => () => writeFile(file, words);
    expect(await text(page)).toContain(`data-changes="/changes"`);

    await afterChange(changes, write(sound.replace(/headline: .*/, 'headline: Changed a moment ago')));
    expect(await text(`${page}/light`)).toContain('Changed a moment ago');

    await afterChange(changes, write(sound.replace(/variables: \[/, 'variables: [clinic.fax, ')));
    const broken = await text(page);
    expect(broken).toContain('The last build failed; what you see is from before it.');
    expect(broken).toMatch(/templates\/emails\/welcome\.yaml:\d+<\/code> .*clinic\.fax/);
    expect(await text(`${page}/light`)).toContain('Changed a moment ago');

    await afterChange(changes, write('kind: ['));
    expect(await text(page)).toContain('This is not YAML');

    await afterChange(changes, write(sound));
    expect(await text(page)).not.toContain('The last build failed');
    const picture = /src="([^"]*\/images\/[0-9a-f]+\.png)"/.exec(await text(`${page}/light`))?.[1] ?? '';
    expect((await fetch(picture)).headers.get('content-type')).toBe('image/png');
    // An editor that writes a new file and puts it in the old one's place.
    await afterChange(changes, async () => {
      await writeFile(`${file}.draft`, sound.replace(/headline: .*/, 'headline: Put in its place'));
      await rename(`${file}.draft`, file);
    });
    expect(await text(`${page}/light`)).toContain('Put in its place');
    const port = Number(new URL(page).port);
    await expect(servePreview({ clinic, port, log: silentLog, root })).rejects.toThrow(StartProblem);
  });

  it('lays itself down as files without a dead link', { timeout: waitMs }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'afterglow-export-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const count = await exportPreview(clinic, folder);
    const files = [
      ...(await readdir(folder)),
      ...(await readdir(join(folder, 'images'))).map((name) => `images/${name}`),
    ];
    expect(files.filter((name) => name !== 'images')).toHaveLength(count);
    for (const name of ['index.html', 'in.es.html', 'welcome.en.hostile.html', 'welcome.en.named.dark.html']) {
      const html = await readFile(join(folder, name), 'utf8');
      const own = [...html.matchAll(/(?:href|src)="(?!https?:|#)([^"]+)"/g)].map(([, path = '']) => path);
      expect(
        own.filter((path) => !files.includes(path)),
        name,
      ).toEqual([]);
      expect(own.length).toBeGreaterThan(0);
    }
  });
});

describe('the staff pages of a run that watches', () => {
  it('show the gallery, listen for changes, and send a test into the mailbox', { timeout: waitMs }, async () => {
    const runner = await run({ handlers, watch: true });
    const editor = new Visitor(runner.origin);
    await editor.signIn('editor');
    const page = await editor.ask('/staff/templates/next-step/en/named');
    expect(await page.text()).toContain('data-changes="/_local/templates"');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    const stream = await fetch(`${runner.origin}/_local/templates`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await stream.body?.cancel();

    await editor.submit('/staff/templates/next-step/en/named/test', {});
    const found = await text(`${runner.origin}/_local/messages?to=editor@clinic.test`);
    const [message] = JSON.parse(found) as { subject: string; html: string }[];
    expect(message?.subject).toBe('Test: A next step, if it feels right');
    const picture = /src="([^"]*\/images\/[0-9a-f]+\.png)"/.exec(message?.html ?? '')?.[1] ?? '';
    expect((await fetch(picture)).status).toBe(200);
  });

  it('listen for nothing where nothing is watched', { timeout: waitMs }, async () => {
    const runner = await run({ handlers });
    const viewer = new Visitor(runner.origin);
    await viewer.signIn('viewer');
    const page = await viewer.ask('/staff/templates');
    expect(await page.text()).not.toContain('data-changes');
    expect(page.headers.get('content-security-policy')).not.toContain('connect-src');
  });
});

// Every e-mail, as the whole message that travels, before SpamAssassin's local rules; skipped where it is not installed.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clinic, renderer, templates } from './built.ts';
import { mimeOf } from './mime.ts';

// Filters refuse at 5; a message of a clinic should not come near.
const SCORE_MAX = 1;
const timeout = 60_000;
const installed = spawnSync('spamassassin', ['--version']).status === 0;
const reason = installed ? '' : ' (skipped: no spamassassin on this machine; Debian has it as a package of that name)';

const written = Object.entries(templates).flatMap(([template, { translations }]) =>
  [clinic.locale, ...Object.keys(translations ?? {})].map((locale) => ({ template, locale })),
);

// Skipped where the tool is absent: it is Perl of the system's, which no npm package carries.
describe.skipIf(!installed)(`SpamAssassin${reason}`, () => {
  it.each(written)('is content with $template ($locale)', { timeout }, async ({ template, locale }) => {
    const mail = await renderer.renderTemplate(template, { locale, tracked: true });
    const run = spawnSync('spamassassin', ['-L', '-t'], { input: await mimeOf(mail, 'Anna'), encoding: 'utf8' });
    const [, score] = /^X-Spam-Status:[\s\S]*?score=(-?[\d.]+)/m.exec(run.stdout) ?? [];
    const report = run.stdout.slice(run.stdout.lastIndexOf('Content analysis details'));
    expect(score, run.stderr).toBeDefined();
    expect(Number(score), report).toBeLessThanOrEqual(SCORE_MAX);
  });
});

// Every e-mail, as the whole message that travels, before SpamAssassin's local rules; skipped where it is not installed.
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { gallery } from '../../.build/gallery.mjs';
import { sampleIssue } from '../../functions/ports/sample-issue.ts';
import { compiler, renderer } from './built.ts';
import { mimeOf } from './mime.ts';

// Filters refuse at 5; a message of a clinic should not come near.
const SCORE_MAX = 1;
const timeout = 120_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const installed = spawnSync('spamassassin', ['--version']).status === 0;
const reason = installed ? '' : 'Skipped: no spamassassin on this machine; Debian has it as a package of that name.';
// The names of skipped tests are not printed, so this is.
if (!installed) console.warn(reason);

const mailOf = async ({ template, locale }: { template: string; locale: string }) => {
  const variant = { locale, tracked: true };
  if (template !== 'newsletter') return renderer.renderTemplate(template, variant);
  return renderer.renderNewsletter(await compiler.compile(sampleIssue(locale)), variant);
};

/** One run over all of them: reading the rules takes longer than a message. Scores and reports, in the messages' order. */
async function scored(): Promise<{ score: number; report: string }[]> {
  const messages: string[] = [];
  for (const email of gallery.emails) {
    const mime = (await mimeOf(await mailOf(email), 'Anna')).toString();
    messages.push(
      `From clinic Thu Jan  1 00:00:00 2026\n${mime.replaceAll('\r\n', '\n').replace(/^From /gm, '>From ')}\n`,
    );
  }
  const run = spawnSync('spamassassin', ['-L', '-t', '--mbox'], {
    input: messages.join('\n'),
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return run.stdout
    .split(/^From clinic .*$/m)
    .slice(1)
    .map((message) => ({
      score: Number(/^X-Spam-Status:[\s\S]*?score=(-?[\d.]+)/m.exec(message)?.[1] ?? Number.NaN),
      report: message.slice(message.lastIndexOf('Content analysis details')),
    }));
}

// Skipped where the tool is absent: it is Perl of the system's, which no npm package carries.
describe.skipIf(!installed)(`SpamAssassin ${reason}`.trim(), () => {
  let found: { score: number; report: string }[] = [];
  beforeAll(async () => {
    found = await scored();
  }, timeout);

  it('scored each of them', () => {
    expect(found).toHaveLength(gallery.emails.length);
  });

  it.each(gallery.emails.map(({ template, locale }, n) => ({ template, locale, n })))(
    'is content with $template ($locale)',
    ({ n }) => {
      expect(found[n]?.score, found[n]?.report).toBeLessThanOrEqual(SCORE_MAX);
    },
  );

  it(
    'minds what is spam, so that a low score means something',
    () => {
      const gtube = 'Subject: x\n\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n';
      expect(spawnSync('spamassassin', ['-L', '-t'], { input: gtube, encoding: 'utf8' }).stdout).toMatch(
        /score=1\d{3}/,
      );
    },
    timeout,
  );
});

// A tiny templates folder in a temporary place, sound but for what a test overrides, and the build run over it.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import clinic from '../../clinic.config.ts';
import { buildEmails } from '../../infra/build/emails.ts';
import { BuildError } from '../../infra/build/problem.ts';

export type Files = Readonly<Record<string, string>>;

export const WORDS = 'These are the words of the e-mail, enough of them to make a text part worth sending to a person.';

export const soundYaml = `kind: marketing
subject: A subject
preheader: What a mailbox shows beside the subject of this message.
eyebrow: One
headline: Two
variables: [clinic.postalAddress, firstName]
fallbacks: { firstName: there }
links:
  main: '{website}/learn/a'
`;

/** Lines are numbered in tests: the body's `inside` is line 8. */
export function mjml(inside: string, between = '', head = ''): string {
  return `<mjml>
  <mj-head>
    ${head}
  </mj-head>
  <mj-body>
    <mj-section>
      <mj-column>
        ${inside}
        <mj-button href="{{link.main}}" css-class="button">Go</mj-button>
      </mj-column>
    </mj-section>
    ${between}
    <mj-include path="../partials/footer.mjml" />
  </mj-body>
</mjml>
`;
}

export const soundMjml = mjml(`<mj-text>Hello {{firstName}}. ${WORDS}</mj-text>`);

const footer = `<mj-section><mj-column>
<mj-text>{{clinic.postalAddress}} <a href="{{link.unsubscribe}}">Leave</a> <a href="{{link.preferences}}">Choose</a></mj-text>
</mj-column></mj-section>
<mj-raw>{{pixel}}</mj-raw>
`;

const sound: Files = {
  'templates/emails/one.mjml': soundMjml,
  'templates/emails/one.yaml': soundYaml,
  'templates/partials/footer.mjml': footer,
};

/** Builds the sound folder with `overrides` on top (an empty string leaves a file out); the problems, one a line, or ''. */
export async function problemsOf(overrides: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'afterglow-build-'));
  try {
    for (const [file, text] of Object.entries({ ...sound, ...overrides })) {
      if (text === '') continue;
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    await mkdir(join(root, '.build'));
    await symlink(join(import.meta.dirname, '../../functions'), join(root, 'functions'));
    const outDir = join(root, '.build');
    // Translations are there where a test writes them.
    const otherLocales = Object.keys(overrides).some((file) => file.startsWith('templates/emails/es/')) ? ['es'] : [];
    await buildEmails({ root, templatesDir: join(root, 'templates'), outDir, clinic: { ...clinic, otherLocales } });
    return '';
  } catch (error) {
    if (error instanceof BuildError) return error.message;
    throw error;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

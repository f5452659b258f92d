// Every way a template can be wrong, shown broken: the build names file, line and remedy instead of shipping it.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { mjml, problemsOf, soundMjml, soundYaml, WORDS } from './fixture.ts';

const EMAIL = 'templates/emails/one.mjml';
const META = 'templates/emails/one.yaml';
const SHELL = 'templates/emails/newsletter.mjml';
const SHELL_META = 'templates/emails/newsletter.yaml';
const FOOTER = 'templates/partials/footer.mjml';

const text = `<mj-text>Hello {{firstName}}. ${WORDS}</mj-text>`;
const meta = (from: string | RegExp, to: string) => soundYaml.replace(from, to);

const broken: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
  [
    'a partial that does not exist',
    { [EMAIL]: soundMjml.replace('footer.mjml', 'foot.mjml') },
    [`${EMAIL}:13:`, 'templates/partials/foot.mjml does not exist', 'Mend the path'],
  ],
  [
    'an include from outside the partials',
    { [EMAIL]: soundMjml.replace('../partials/footer.mjml', '../../../../etc/passwd') },
    [`${EMAIL}:13:`, 'is denied', 'Move it to templates/partials/'],
  ],
  [
    'an include that is not on a line of its own',
    { [EMAIL]: soundMjml.replace('<mj-include path="../partials/footer.mjml" />', '<mj-include path="x">') },
    [`${EMAIL}:13:`, 'This mj-include cannot be read'],
  ],
  [
    'a partial that includes itself',
    { [FOOTER]: '<mj-include path="footer.mjml" />' },
    [`${FOOTER}:1:`, 'nested more than 5 deep'],
  ],
  [
    'an {{#if}} between components, which MJML drops without a word',
    {
      [EMAIL]: mjml(text, '{{#if tracked}}<mj-section><mj-column></mj-column></mj-section>{{/if}}'),
      [META]: meta('firstName]', 'firstName, tracked]'),
    },
    [`${EMAIL}:12:`, 'MJML dropped or mangled {{#if tracked}}', 'mj-raw'],
  ],
  [
    'a variable in an inline mj-style, which MJML mangles',
    { [EMAIL]: mjml(text, '', '<mj-style inline="inline">p { color: {{firstName}} }</mj-style>') },
    [EMAIL, 'MJML', '{{firstName}}', 'mj-style'],
  ],
  [
    'a variable in a colour attribute',
    { [EMAIL]: mjml(text.replace('<mj-text', '<mj-text color="{{firstName}}"')) },
    [`${EMAIL}:8:`, 'invalid value', '[[token]]'],
  ],
  [
    'a name inside a tag, where it is no longer words',
    { [EMAIL]: mjml(text.replace('Hello', '<em title="For {{firstName}}">Hello</em>')) },
    [`${EMAIL}:8:`, '{{firstName}} stands inside a tag: title="For {{firstName}}"', 'Put it between tags'],
  ],
  [
    'a variable in a style',
    {
      [EMAIL]: mjml(text.replace('Hello', '<em style="color:{{clinic.name}}">Hello</em>')),
      [META]: meta('firstName]', 'firstName, clinic.name]'),
    },
    [`${EMAIL}:8:`, '{{clinic.name}} stands inside a tag: style="color:{{clinic.name}}"'],
  ],
  ['three braces', { [EMAIL]: mjml(`${text}<mj-raw>{{{firstName}}}</mj-raw>`) }, [`${EMAIL}:8:`, '{{{', 'Use {{ }}']],
  ['{{&', { [EMAIL]: mjml(`${text}<mj-raw>{{&firstName}}</mj-raw>`) }, [`${EMAIL}:8:`, '{{&', 'unescaped']],
  ['a block left open', { [EMAIL]: mjml(`${text}<mj-raw>{{#if firstName}}</mj-raw>`) }, [EMAIL, '{{/if}}']],
  ['a helper', { [EMAIL]: mjml(`${text}<mj-raw>{{lookup clinic 'x'}}</mj-raw>`) }, [`${EMAIL}:8:`, 'calls a helper']],
  ['a Handlebars partial', { [EMAIL]: mjml(`${text}<mj-raw>{{> x}}</mj-raw>`) }, [`${EMAIL}:8:`, 'PartialStatement']],
  [
    'a variable nobody knows',
    { [EMAIL]: mjml(text.replace('{{firstName}}', '{{firstName}} {{fristName}}')) },
    [`${EMAIL}:8:`, '{{fristName}} is not a variable e-mails know', 'Use one of'],
  ],
  [
    'a variable that is not declared',
    { [EMAIL]: mjml(text.replace('{{firstName}}', '{{firstName}} {{clinic.phone}}')) },
    [`${EMAIL}:8:`, '{{clinic.phone}} is not declared', `Add it to \`variables\` in ${META}`],
  ],
  [
    'a variable that is declared and not used',
    { [META]: meta('firstName]', 'firstName, clinic.phone]') },
    [`${META}:6:`, '"clinic.phone" is declared but not used'],
  ],
  [
    'a link that is not declared',
    { [EMAIL]: mjml(`${text}<mj-raw>{{link.more}}</mj-raw>`) },
    [`${EMAIL}:8:`, 'link.more'],
  ],
  [
    'a link that nobody follows',
    { [META]: `${soundYaml}  more: '{website}/b'\n` },
    [`${META}:10:`, '"more" is declared but not used'],
  ],
  [
    'an address outside the link table',
    { [EMAIL]: mjml(text.replace('{{firstName}}', '{{firstName}} <a href="https://e.com">x</a>')) },
    [`${EMAIL}:8:`, '"https://e.com" is not in the link table'],
  ],
  ['no subject', { [META]: meta(/subject:.*\n/, '') }, [META, '`subject` is missing', 'at most 70']],
  ['no preheader', { [META]: meta(/preheader:.*\n/, '') }, [META, '`preheader` is missing', '40 to 110']],
  ['a preheader that is too short', { [META]: meta(/preheader:.*/, 'preheader: Short') }, [`${META}:3:`, '40 to 110']],
  ['a subject that tells', { [META]: meta('A subject', 'Your acne scars') }, [`${META}:2:`, '"acne"', 'lock screen']],
  ['a URL that tells', { [META]: meta('/learn/a', '/peels') }, [`${META}:9:`, '"peel"', 'neutral path']],
  ['no words', { [EMAIL]: mjml('<mj-raw>{{firstName}}</mj-raw>') }, [EMAIL, 'The text part has']],
  [
    'a link that only the HTML has',
    { [EMAIL]: soundMjml.replace('css-class="button"', 'css-class="no-text"') },
    [EMAIL, 'The text part lacks the link "main"'],
  ],
  ['no main link', { [META]: meta(/ {2}main:.*/, "  more: '{website}/a'") }, [META, 'There is no `main` link']],
  [
    'no button that leads to main',
    { [EMAIL]: soundMjml.replace(/<mj-button.*/, '') },
    [`${META}:9:`, 'No button leads to the `main` link', 'href="{{link.main}}"'],
  ],
  [
    'a link to nowhere safe',
    { [META]: meta("'{website}/learn/a'", "'javascript:alert(1)'") },
    [`${META}:9:`, 'https page'],
  ],
  ['a link with an unknown place', { [META]: meta('/learn/a', '/{userId}') }, [`${META}:9:`, '{userId}']],
  [
    'marketing without a way out',
    { [FOOTER]: '<mj-section><mj-column><mj-text>{{clinic.postalAddress}}</mj-text></mj-column></mj-section>' },
    [EMAIL, 'no unsubscribe link', 'no preferences link', 'marketing-footer.mjml'],
  ],
  [
    'marketing without a postal address',
    {
      [FOOTER]: '<mj-raw>{{pixel}}<a href="{{link.unsubscribe}}">a</a><a href="{{link.preferences}}">b</a></mj-raw>',
      [META]: meta('clinic.postalAddress, ', ''),
    },
    [EMAIL, 'no postal address'],
  ],
  [
    'transactional mail with a pixel',
    {
      [FOOTER]: '<mj-raw>{{pixel}}</mj-raw>',
      [META]: meta('marketing', 'transactional').replace('clinic.postalAddress, ', ''),
    },
    [EMAIL, 'Transactional mail is never tracked'],
  ],
  [
    'too many bytes',
    { [EMAIL]: mjml(`${text}<mj-text>${`${WORDS} `.repeat(700)}</mj-text>`) },
    [`${EMAIL}:8:`, 'HTML has', '60000 are allowed', 'Shorten the e-mail, this line first'],
  ],
  [
    'a token nobody knows',
    { [EMAIL]: mjml(`${text}<mj-raw>[[brnd]]</mj-raw>`) },
    [`${EMAIL}:8:`, '[[brnd]]', 'brandInk'],
  ],
  [
    'an element MJML does not know',
    { [EMAIL]: mjml(`${text}<mj-txt>x</mj-txt>`) },
    [`${EMAIL}:8:`, "mj-txt doesn't exist"],
  ],
  [
    'something loaded from elsewhere',
    { [EMAIL]: mjml(`${text}<mj-image src="https://e.com/x.png" />`) },
    [`${EMAIL}:8:`, 'would load src="https://e.com/x.png"'],
  ],
  ['no meta file', { [META]: '' }, [META, 'has no such file']],
  ['meta that is not YAML', { [META]: 'kind: [' }, [`${META}:1:`, 'not YAML']],
  [
    'a newsletter that greets by name',
    { [SHELL]: mjml(text, '[[content]]'), [SHELL_META]: soundYaml },
    [SHELL, 'A newsletter cannot use {{firstName}}'],
  ],
  [
    "a newsletter without a place for an issue's words",
    {
      [SHELL]: mjml(`<mj-text>${WORDS}</mj-text>`),
      [SHELL_META]: meta(', firstName', '').replace(/fallbacks.*\n/, ''),
    },
    [SHELL, "no place for an issue's words", '[[content]]'],
  ],
  ['a meta key nobody knows', { [META]: `${soundYaml}colour: red\n` }, [META, 'colour']],
];

/** What the person who broke it reads, to the letter. */
const exact: readonly (readonly [string, Record<string, string>, string])[] = [
  [
    'a missing picture',
    { [EMAIL]: mjml(`${text}<mj-image src="[[image_scar_types]]" alt="Scars" />`) },
    `${EMAIL}:8: There is no picture templates/images/scar-types.svg. Add it.`,
  ],
  [
    'an unknown variable',
    { [EMAIL]: mjml(text.replace('{{firstName}}', '{{firstName}} {{clinic.fax}}')) },
    `${EMAIL}:8: {{clinic.fax}} is not a variable e-mails know. Use one of clinic.name, clinic.postalAddress, ` +
      'clinic.phone, clinic.website, clinic.sender.replyTo, tracked, firstName.',
  ],
  [
    'an unknown variable that is declared',
    { [META]: meta('firstName]', 'firstName, clinic.fax]') },
    `${META}:6: The declared variable "clinic.fax" is not one e-mails know. Use one of clinic.name, ` +
      'clinic.postalAddress, clinic.phone, clinic.website, clinic.sender.replyTo, tracked, firstName.',
  ],
  [
    'an unknown source',
    { [META]: `${soundYaml}claims:\n  - says: These are the words\n    source: nobody\n` },
    `${META}:12: The source "nobody" is not known. Add it to templates/sources.yaml, or name one that is there.`,
  ],
  [
    'an unknown colour in a picture',
    {
      'templates/images/one.svg':
        '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">\n<g fill="[[brnd]]"/></svg>',
    },
    'templates/images/one.svg:2: The build knows no colour [[brnd]].',
  ],
  [
    'an untranslated template that is translated',
    { 'templates/emails/es/two.mjml': soundMjml, 'templates/emails/es/two.yaml': soundYaml },
    'templates/emails/es/two.mjml: This translates an e-mail that does not exist. Add templates/emails/two.mjml, or remove this file.',
  ],
];

describe('the build', () => {
  it.each(exact)('says exactly what is wrong with %s', async (_what, files, said) => {
    expect(await problemsOf(files)).toContain(said);
  });

  it('says which e-mail is not translated, and what its readers get', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const other = { 'templates/emails/two.mjml': soundMjml, 'templates/emails/two.yaml': soundYaml };
    const spanish = {
      'templates/emails/es/one.mjml': soundMjml.replace('../partials', '../../partials'),
      'templates/emails/es/one.yaml': soundYaml,
    };
    expect(await problemsOf({ ...other, ...spanish })).toBe('');
    expect(warned.mock.calls).toEqual([
      [
        'templates/emails/es/two.mjml: warning: "two" is not translated, so its readers get the clinic\'s language. ' +
          'Add this file and its .yaml.',
      ],
    ]);
  });

  it('weighs an e-mail to the byte and names the line that weighs most', async () => {
    const problems = await problemsOf({ [EMAIL]: mjml(`${text}<mj-text>${`${WORDS} `.repeat(700)}</mj-text>`) });
    expect(problems).toMatch(
      /^templates\/emails\/one\.mjml:8: The untracked HTML has \d{5} bytes; 60000 are allowed\. Shorten the e-mail, this line first, or split it in two\.$/m,
    );
  });

  it('names the line of a broken list of sources', async () => {
    expect(await problemsOf({ 'templates/sources.yaml': 'a: One\nb: [\n' })).toMatch(
      /^templates\/sources\.yaml:\d+:\d+: error: /,
    );
  });

  it('takes a sound template', async () => {
    expect(await problemsOf({})).toBe('');
  });

  it.each(broken)('refuses %s', async (_what, files, said) => {
    const problems = await problemsOf(files);
    for (const part of said) expect(problems).toContain(part);
  });
});

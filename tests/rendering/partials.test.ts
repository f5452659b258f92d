// Partials with places for an e-mail's own words, and the words all e-mails of a language share: filled, or refused with
// the file, the line and the remedy.
import { describe, expect, it } from 'vitest';
import { type Files, mjml, problemsOf, soundMjml, soundYaml, WORDS } from './fixture.ts';

const EMAIL = 'templates/emails/one.mjml';
const NOTE = 'templates/partials/note.mjml';
const note = '<mj-section><mj-column><mj-text>\n<h2>[[topic]]</h2>\n[[body]]\n</mj-text></mj-column></mj-section>\n';
const include = (attributes: string, body = '<p>Words</p>') =>
  `<mj-include path="../partials/note.mjml"${attributes}>\n${body}\n</mj-include>`;
const withNote = (attributes: string, body?: string): Files => ({
  [NOTE]: note,
  [EMAIL]: mjml(`<mj-text>Hello {{firstName}}. ${WORDS}</mj-text>`, include(attributes, body)),
});

describe('a partial', () => {
  it('takes attributes and what stands between its tags', async () => {
    expect(await problemsOf(withNote(' topic="A title"'))).toBe('');
  });

  it('takes other partials between its tags', async () => {
    const inner = '<mj-include path="../partials/line.mjml" says="One">\nTwo\n</mj-include>';
    const files = { ...withNote(' topic="A"', inner), 'templates/partials/line.mjml': '<p>[[says]]\n[[body]]\n</p>\n' };
    expect(await problemsOf(files)).toBe('');
  });

  it('takes words on the include’s own line', async () => {
    const line = '<mj-include path="../partials/note.mjml" topic="A">Words</mj-include>';
    expect(
      await problemsOf({ [NOTE]: note, [EMAIL]: mjml(`<mj-text>Hello {{firstName}}. ${WORDS}</mj-text>`, line) }),
    ).toBe('');
  });

  it.each<[string, string, string | undefined, readonly string[]]>([
    ['lacks a value it has a place for', '', undefined, [`${NOTE}:2:`, 'no token [[topic]]']],
    [
      'is given a value it has no place for',
      ' topic="A" colour="red"',
      undefined,
      [`${EMAIL}:12:`, 'no place [[colour]]'],
    ],
    [
      'is given a variable that is not declared',
      ' topic="{{clinic.phone}}"',
      undefined,
      [`${EMAIL}:12:`, 'clinic.phone'],
    ],
    ['is not closed', ' topic="A"', '<mj-include path="../partials/note.mjml">', [`${EMAIL}:12:`, '</mj-include>']],
  ])('that %s is refused', async (_what, attributes, body, said) => {
    const problems = await problemsOf(withNote(attributes, body));
    for (const part of said) expect(problems).toContain(part);
  });

  it('that has no place for the words between its tags is refused', async () => {
    const problems = await problemsOf({ ...withNote(' topic="A"'), [NOTE]: note.replace('[[body]]\n', '') });
    expect(problems).toContain(`${EMAIL}:12: The partial has no place [[body]]`);
  });
});

describe('words that all e-mails of a language share', () => {
  const words = 'templates/words/en.yaml';
  const theirs = 'templates/words/es.yaml';
  const translated: Files = {
    'templates/emails/es/one.mjml': soundMjml.replace('../partials', '../../partials'),
    'templates/emails/es/one.yaml': soundYaml,
  };

  it('fill their tokens', async () => {
    const email = mjml(`<mj-text>Hello {{firstName}}. [[words_closing]] [[alt_mark]] ${WORDS}</mj-text>`);
    expect(await problemsOf({ [EMAIL]: email, [words]: 'closing: Bye\npictures:\n  mark: A mark\n' })).toBe('');
  });

  it.each<[string, Files, readonly string[]]>([
    ['in a file that is missing', { ...translated, [words]: 'closing: Bye\n' }, [theirs, 'missing', 'Add the file']],
    [
      'of which some are missing',
      { ...translated, [words]: 'closing: Bye\npictures:\n  mark: A mark\n', [theirs]: 'pictures: {}\n' },
      [theirs, 'closing, pictures.mark', 'Translate'],
    ],
    ['that are no YAML', { [words]: 'closing: "Bye\n' }, [words, 'cannot be read']],
    ['that are empty', { [words]: 'closing: ""\n' }, [words, 'closing', 'is empty']],
  ])('%s are refused', async (_what, files, said) => {
    const problems = await problemsOf(files);
    for (const part of said) expect(problems).toContain(part);
  });
});

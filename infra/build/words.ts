// The words that every e-mail of a language shares: templates/words/LOCALE.yaml, handed to the e-mails as tokens.
// `education` fills [[words_education]]; a picture's description, under `pictures`, fills [[alt_NAME]].
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import type { Problem } from './problem.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a name is small letters, digits and _');
const words = z.string().trim().min(1, 'is empty');
const wordsSchema = z.object({ pictures: z.record(name, words).default({}) }).catchall(words);

export interface SharedWords {
  readonly tokens: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * The tokens of one language. `pattern` are another language's tokens, all of which must be there too.
 * A clinic without templates/words has none, and its e-mails may not use any.
 */
export async function readWords(
  root: string,
  templatesDir: string,
  locale: string,
  pattern: Readonly<Record<string, string>> = {},
): Promise<SharedWords> {
  const path = join(templatesDir, 'words', `${locale}.yaml`);
  const file = relative(root, path);
  const fail = (message: string, remedy: string): SharedWords => ({
    tokens: {},
    problems: [{ file, message, remedy }],
  });
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (text === undefined) {
    if (Object.keys(pattern).length === 0) return { tokens: {}, problems: [] };
    return fail(
      'The words that all e-mails of this language share are missing.',
      'Add the file: translate another one.',
    );
  }
  const parsed = wordsSchema.safeParse(await read(text));
  if (!parsed.success) {
    const said = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
    return fail(`This cannot be read: ${said.join('; ')}.`, 'Write `name: words`, and quote words that hold a colon.');
  }
  const { pictures, ...shared } = parsed.data;
  const tokens = Object.fromEntries([
    ...Object.entries(shared).map(([key, value]) => [`words_${key}`, value]),
    ...Object.entries(pictures).map(([key, value]) => [`alt_${key}`, value]),
  ]) as Record<string, string>;
  const missing = Object.keys(pattern).filter((token) => !Object.hasOwn(tokens, token));
  if (missing.length === 0) return { tokens, problems: [] };
  const keys = missing.map((token) => token.replace(/^words_/, '').replace(/^alt_/, 'pictures.')).join(', ');
  return { tokens, problems: [{ file, message: `These words are missing: ${keys}.`, remedy: 'Translate them too.' }] };
}

async function read(text: string): Promise<unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return error.message.split('\n')[0];
  }
}

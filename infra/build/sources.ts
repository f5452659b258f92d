// The citations of templates/sources.yaml, handed to the e-mails as tokens, and the claims that name one that is not there.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { type EmailMeta, sourceKeys } from './email-meta.ts';
import type { Problem } from './problem.ts';

export const SOURCE_TOKEN = 'source_';

const sourcesSchema = z.record(z.string().regex(/^[a-z][a-z0-9]*$/), z.string().trim().min(1));

/** `source_KEY` to the citation; nothing where the file is missing. Throws ZodError or YAMLParseError on a broken file. */
export async function readSources(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const sources = sourcesSchema.parse(parse(text));
  return Object.fromEntries(Object.entries(sources).map(([key, citation]) => [SOURCE_TOKEN + key, citation]));
}

export function sourceProblems(meta: EmailMeta, file: string, tokens: Readonly<Record<string, string>>): Problem[] {
  return sourceKeys(meta)
    .filter((key) => !Object.hasOwn(tokens, SOURCE_TOKEN + key))
    .map((key) => ({
      file,
      message: `The source "${key}" is not known.`,
      remedy: 'Add it to templates/sources.yaml, or name one that is there.',
    }));
}

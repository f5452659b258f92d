// The citations of templates/sources.yaml, handed to the e-mails as tokens, and the claims that name one that is not there.
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type EmailMeta, type LineOf, sourceKeys } from './email-meta.ts';
import { BuildError, type Problem } from './problem.ts';
import { readYaml } from './yaml-source.ts';

const FILE = 'templates/sources.yaml';
export const SOURCE_TOKEN = 'source_';

const sourcesSchema = z.record(z.string().regex(/^[a-z][a-z0-9]*$/), z.string().trim().min(1));

/** `source_KEY` to the citation; nothing where the file is missing. Throws BuildError on a broken file. */
export async function readSources(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const { value: sources, problems } = readYaml(FILE, text, sourcesSchema);
  if (sources === undefined) throw new BuildError(problems);
  return Object.fromEntries(Object.entries(sources).map(([key, citation]) => [SOURCE_TOKEN + key, citation]));
}

export function sourceProblems(
  meta: EmailMeta,
  file: string,
  tokens: Readonly<Record<string, string>>,
  lineOf: LineOf,
): Problem[] {
  const lineOfKey = (key: string): number => {
    const claim = meta.claims.findIndex(({ source }) => source === key);
    return lineOf(claim < 0 ? ['sources', meta.sources.indexOf(key)] : ['claims', claim, 'source']);
  };
  return sourceKeys(meta)
    .filter((key) => !Object.hasOwn(tokens, SOURCE_TOKEN + key))
    .map((key) => ({
      file,
      line: lineOfKey(key),
      message: `The source "${key}" is not known.`,
      remedy: 'Add it to templates/sources.yaml, or name one that is there.',
    }));
}

// templates/terms.yaml: how the clinic spells its terms in each language, and the words that no dictionary knows.
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { BuildError } from '../problem.ts';
import { readYaml } from '../yaml-source.ts';

const termsSchema = z.record(
  z.string().regex(/^[a-z]{2}$/, 'Name a language by two letters, such as `en`.'),
  z.strictObject({
    /** The right spelling to the wrong ones. */
    terms: z.record(z.string().min(1), z.array(z.string().min(1))).default({}),
    /** Names and words of the trade. */
    known: z.array(z.string().min(1)).default([]),
  }),
);

/** By language. */
export type Terms = z.infer<typeof termsSchema>;

/** Nothing where the file is missing. Throws BuildError on a broken file. */
export async function readTerms(path: string): Promise<Terms> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  const { value, problems } = readYaml('templates/terms.yaml', text, termsSchema);
  if (value === undefined) throw new BuildError(problems);
  return value;
}

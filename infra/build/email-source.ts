// Puts a template and its partials together into one MJML text whose every line knows the file it came from.
// Includes are resolved here, not by MJML, which turns a denied one into a silent comment.
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Problem } from './problem.ts';

const INCLUDE = /<mj-include\s+path="([^"]*)"\s*\/>/;
const ANY_INCLUDE = /<mj-include/;
const TOKEN = /\[\[(\w+)\]\]/g;
/** Partials may hold partials, but not without end. */
const MAX_DEPTH = 5;

export interface SourceLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

export interface EmailSource {
  readonly lines: readonly SourceLine[];
  readonly problems: readonly Problem[];
}

/** Reads `path` (absolute) with its includes; only files under `partialsDir` may be included. */
export async function readEmailSource(path: string, root: string, partialsDir: string): Promise<EmailSource> {
  const problems: Problem[] = [];

  async function read(path: string, depth: number): Promise<SourceLine[]> {
    const file = relative(root, path);
    const lines: SourceLine[] = [];
    for (const [index, text] of (await readFile(path, 'utf8')).trimEnd().split('\n').entries()) {
      const here = { file, line: index + 1 };
      const included = INCLUDE.exec(text)?.[1];
      if (included !== undefined) lines.push(...(await include(join(dirname(path), included), depth + 1, here)));
      else if (ANY_INCLUDE.test(text)) {
        const remedy = 'Write it on a line of its own as <mj-include path="../partials/NAME.mjml" />.';
        problems.push({ ...here, message: 'This mj-include cannot be read.', remedy });
      } else lines.push({ ...here, text });
    }
    return lines;
  }

  async function include(path: string, depth: number, here: { file: string; line: number }): Promise<SourceLine[]> {
    const name = relative(root, path);
    if (!path.startsWith(partialsDir + sep)) {
      const remedy = `Move it to ${relative(root, partialsDir)}/ and include it from there.`;
      problems.push({ ...here, message: `Including ${name} is denied: it lies outside the partials.`, remedy });
      return [];
    }
    if (depth > MAX_DEPTH) {
      const remedy = 'Look for a partial that includes itself.';
      problems.push({ ...here, message: `Partials are nested more than ${MAX_DEPTH} deep.`, remedy });
      return [];
    }
    try {
      return await read(path, depth);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      problems.push({
        ...here,
        message: `The included ${name} does not exist.`,
        remedy: 'Mend the path or add the file.',
      });
      return [];
    }
  }

  return { lines: await read(path, 0), problems };
}

/** Fills the build's `[[tokens]]` (colours, headline, sources); a value never adds a line, so lines keep their origin. */
export function fillTokens(source: EmailSource, tokens: Readonly<Record<string, string>>): EmailSource {
  const problems = [...source.problems];
  const lines = source.lines.map((line) => ({
    ...line,
    text: line.text.replace(TOKEN, (token, name: string) => {
      const value = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
      if (value === undefined) {
        const remedy = `Known ones are ${Object.keys(tokens).join(', ')}.`;
        problems.push({ file: line.file, line: line.line, message: `The build knows no token ${token}.`, remedy });
      }
      return (value ?? '').replaceAll('\n', ' ');
    }),
  }));
  return { lines, problems };
}

export function sourceText(source: EmailSource): string {
  return source.lines.map((line) => line.text).join('\n');
}

/** Where the n-th line (from 1) of the joined text came from. */
export function originOf(source: EmailSource, n: number): { file: string; line: number } {
  const at = source.lines[Math.min(Math.max(n, 1), source.lines.length) - 1];
  return { file: at?.file ?? '', line: at?.line ?? 1 };
}

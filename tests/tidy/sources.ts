// The project's own files as the tidy tests see them: text, lines, and what each imports, types included.
// Read from disk rather than from Git, so that a file is checked before it is committed.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const ignoredFolders = new Set(['node_modules', '.git', '.build', '.afterglow', 'cdk.out']);
const binary = /\.(png|jpe?g|gif|ico|woff2?|zip|sqlite)$/;

export interface Source {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function read(pattern: string | string[]): Source[] {
  return (
    globSync(pattern, { cwd: root, withFileTypes: true, exclude: ({ name }) => ignoredFolders.has(name) })
      // In a linked worktree `.git` is a file, which names the machine it is on.
      .filter((entry) => entry.isFile() && !binary.test(entry.name) && !ignoredFolders.has(entry.name))
      .map((entry) => {
        const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
        const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
        return { path, text, lines: text.split('\n') };
      })
      .toSorted((a, b) => a.path.localeCompare(b.path))
  );
}

/** Every text file of the project, configuration and documents included. */
export const everyFile: readonly Source[] = read(['**/*', '.*', '.ci/*']);

/** TypeScript alone. */
export const sources: readonly Source[] = everyFile.filter(({ path }) => /\.tsx?$/.test(path));

export const below = (...folders: string[]): Source[] =>
  sources.filter(({ path }) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)));

export interface Import {
  /** As written: `./tick.ts`, `node:path`, `zod`. */
  readonly specifier: string;
  /** The project's own file it leads to, if it leads to one. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** `import x from 'y'`, `import 'y'`, `export * from 'y'`, `import('y')`, and files named by `new URL('y', import.meta.url)`. */
const importPatterns = [
  /^(?<statement>import|export)\s+(?<type>type\s)?(?:[^'";]*?\sfrom\s+)?'(?<specifier>[^']+)'/gm,
  /\bimport\((?<specifier>'[^']+')\)/g,
  /\bnew URL\('(?<specifier>\.[^']+\.tsx?)', import\.meta\.url\)/g,
];

export function importsOf({ path, text }: Source): Import[] {
  return importPatterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const specifier = (match.groups?.specifier ?? '').replaceAll("'", '');
      return {
        specifier,
        target: specifier.startsWith('.') ? join(dirname(path), specifier).replaceAll('\\', '/') : undefined,
        typeOnly: Boolean(match.groups?.type) || onlyTypesInBraces(match[0]),
        line: text.slice(0, match.index).split('\n').length,
      };
    }),
  );
}

/** `import { type A, type B } from` imports no values either. */
function onlyTypesInBraces(statement: string): boolean {
  const names = /^(?:import|export)\s+\{([^}]*)\}/.exec(statement)?.[1];
  if (!names) return false;
  return names
    .split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => name.trim().startsWith('type '));
}

/** Lines of code that match, as `path:line: text`, comments left out. */
export function matches(where: readonly Source[], pattern: RegExp): string[] {
  return where.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      !isComment(line) && pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    ),
  );
}

/** How far above a line its reason may stand. */
const linesToReason = 3;

/** The same, but lines with a comment on or just above them have said their reason. */
export function matchesWithoutComment(where: readonly Source[], pattern: RegExp): string[] {
  const reasonless = where.map((source) => ({
    ...source,
    lines: source.lines.map((line, index) =>
      source.lines
        .slice(Math.max(0, index - linesToReason), index + 1)
        .some((near) => /(^|\s)(\/\/|\/?\*+) /.test(near))
        ? ''
        : line,
    ),
  }));
  return matches(reasonless, pattern);
}

const isComment = (line: string): boolean => /^\s*(\/\/|\/?\*)/.test(line);

// Puts a template and its partials together into one MJML text whose every line knows the file it came from.
// Includes are resolved here, not by MJML, which turns a denied one into a silent comment.
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Problem } from './problem.ts';

const INCLUDE = /^\s*<mj-include\s+path="([^"]*)"((?:\s+[a-zA-Z]\w*="[^"]*")*)\s*(\/?)>(?:(.*)<\/mj-include>)?\s*$/;
const ATTRIBUTE = /([a-zA-Z]\w*)="([^"]*)"/g;
const ANY_INCLUDE = /<\/?mj-include/;
const INCLUDE_END = /^\s*<\/mj-include>\s*$/;
const TOKEN = /\[\[(\w+)\]\]/g;
/** Where a partial's line is this and nothing else, the lines between the include's tags go. */
const BODY = '[[body]]';
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

/**
 * Reads `path` (absolute) with its includes; only files under `partialsDir` may be included. An include's further
 * attributes fill the partial's `[[tokens]]` of their names, and what stands between its tags its line `[[body]]`.
 */
export async function readEmailSource(path: string, root: string, partialsDir: string): Promise<EmailSource> {
  const problems: Problem[] = [];

  async function read(path: string, depth: number): Promise<SourceLine[]> {
    const file = relative(root, path);
    const texts = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
    const lines = texts.map((text, index) => ({ file, line: index + 1, text }));
    return expand(lines, dirname(path), depth);
  }

  /** `lines` of one file in `folder`, with every include replaced by what it brings. */
  async function expand(lines: readonly SourceLine[], folder: string, depth: number): Promise<SourceLine[]> {
    const expanded: SourceLine[] = [];
    for (let at = 0; at < lines.length; at++) {
      const here = lines[at] as SourceLine;
      if (!ANY_INCLUDE.test(here.text)) {
        expanded.push(here);
        continue;
      }
      const [, included, attributes = '', selfClosed, inline] = INCLUDE.exec(here.text) ?? [];
      const whole = selfClosed === '/' || inline !== undefined;
      const end = whole ? at : endOf(lines, at);
      if (included === undefined || end === undefined || (selfClosed === '/' && inline !== undefined)) {
        const remedy =
          'Write it on a line of its own as <mj-include path="../partials/NAME.mjml" />, or with its </mj-include> below.';
        problems.push({ file: here.file, line: here.line, message: 'This mj-include cannot be read.', remedy });
        continue;
      }
      const between = inline !== undefined ? [{ ...here, text: inline }] : lines.slice(at + 1, Math.max(end, at + 1));
      const body = await expand(whole && inline === undefined ? [] : between, folder, depth);
      const partial = await include(join(folder, included), depth + 1, here);
      expanded.push(...(partial === undefined ? [] : filled(partial, attributes, body, here)));
      at = end;
    }
    return expanded;
  }

  async function include(path: string, depth: number, here: SourceLine): Promise<SourceLine[] | undefined> {
    const name = relative(root, path);
    const refuse = (message: string, remedy: string): undefined => {
      problems.push({ file: here.file, line: here.line, message, remedy });
    };
    if (!path.startsWith(partialsDir + sep)) {
      const remedy = `Move it to ${relative(root, partialsDir)}/ and include it from there.`;
      return refuse(`Including ${name} is denied: it lies outside the partials.`, remedy);
    }
    if (depth > MAX_DEPTH) {
      return refuse(`Partials are nested more than ${MAX_DEPTH} deep.`, 'Look for a partial that includes itself.');
    }
    try {
      return await read(path, depth);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return refuse(`The included ${name} does not exist.`, 'Mend the path or add the file.');
    }
  }

  /** A line with an attribute's value in it counts as the includer's, who wrote the value. */
  function filled(partial: SourceLine[], attributes: string, body: SourceLine[], here: SourceLine): SourceLine[] {
    const values = new Map([...attributes.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]));
    const used = new Set<string>();
    const lines = partial.flatMap((line): SourceLine[] => {
      if (line.text.trim() === BODY) {
        used.add('body');
        return body;
      }
      const text = line.text.replace(TOKEN, (token, name: string) => {
        const value = values.get(name);
        if (value !== undefined) used.add(name);
        return value ?? token;
      });
      return [text === line.text ? line : { file: here.file, line: here.line, text }];
    });
    for (const name of [...values.keys(), ...(body.length > 0 ? ['body'] : [])].filter((one) => !used.has(one))) {
      const message = `The partial has no place [[${name}]] for what this include gives it.`;
      const remedy = `Take it out, or write [[${name}]] into the partial.`;
      problems.push({ file: here.file, line: here.line, message, remedy });
    }
    return lines;
  }

  return { lines: await read(path, 0), problems };
}

/** The index of the line that closes the include which `start` opens; undefined where none does. */
function endOf(lines: readonly SourceLine[], start: number): number | undefined {
  let open = 0;
  for (let at = start; at < lines.length; at++) {
    const text = lines[at]?.text ?? '';
    if (INCLUDE_END.test(text)) open -= 1;
    else if (/<mj-include/.test(text) && !/(\/>|<\/mj-include>)\s*$/.test(text)) open += 1;
    if (open === 0) return at;
  }
  return undefined;
}

/** Fills the build's `[[tokens]]` (colours, headline, sources); a value never adds a line, so lines keep their origin. */
export function fillTokens(source: EmailSource, tokens: Readonly<Record<string, string>>): EmailSource {
  const problems = [...source.problems];
  const lines = source.lines.map((line) => ({
    ...line,
    text: line.text.replace(TOKEN, (_token, name: string) => {
      const value = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
      if (value === undefined) {
        problems.push({ file: line.file, line: line.line, ...unknownToken(name, Object.keys(tokens)) });
      }
      return (value ?? '').replaceAll('\n', ' ');
    }),
  }));
  return { lines, problems };
}

/** A picture that is not there is told by its file; anything else by what there is. */
function unknownToken(name: string, known: readonly string[]): { message: string; remedy: string } {
  const picture = /^image_(\w+)$/.exec(name)?.[1]?.replaceAll('_', '-');
  if (picture === undefined) {
    return { message: `The build knows no token [[${name}]].`, remedy: `Known ones are ${known.join(', ')}.` };
  }
  const pictures = known.filter((one) => one.startsWith('image_')).map((one) => `[[${one}]]`);
  const others = pictures.length > 0 ? `, or use one of ${pictures.join(', ')}` : '';
  return { message: `There is no picture templates/images/${picture}.svg.`, remedy: `Add it${others}.` };
}

export function sourceText(source: EmailSource): string {
  return source.lines.map((line) => line.text).join('\n');
}

/** Where the n-th line (from 1) of the joined text came from. */
export function originOf(source: EmailSource, n: number): { file: string; line: number } {
  const at = source.lines[Math.min(Math.max(n, 1), source.lines.length) - 1];
  return { file: at?.file ?? '', line: at?.line ?? 1 };
}

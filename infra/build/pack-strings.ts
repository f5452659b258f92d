// Makes a module of precompiled templates small: its long strings, each once, travel compressed and are unpacked on load.
// E-mails share most of their head and their styles, so that a tenth of the bytes is left.
import { brotliCompressSync } from 'node:zlib';

/** Shorter ones cost more as a reference than as themselves. */
const minLength = 48;
/** Where in its source a variable stands: the build has checked them all, so that a sender need not carry half its bytes in these. */
const position = /\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g;
/** What Handlebars writes into each template, once instead of a hundred times. */
const lookup =
  /function\(parent, propertyName\) \{\s*if \(Object\.prototype\.hasOwnProperty\.call\(parent, propertyName\)\) \{\s*return parent\[propertyName\];\s*\}\s*return undefined\s*\}/g;
const ownProperty =
  'const ownProperty = (parent, name) => (Object.prototype.hasOwnProperty.call(parent, name) ? parent[name] : undefined);\n';
const nowhere = 'const nowhere = { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };\n';
/** A name before a colon is no value. */
const stringLiteral = /"(?:[^"\\\n]|\\.)*"(?!\s*:)/g;

export interface PackedCode {
  /** Goes before the code: declares the unpacked strings. */
  readonly prologue: string;
  readonly code: string;
}

/** `code` must write its long strings in double quotes, as Handlebars.precompile does. */
export function packStrings(code: string): PackedCode {
  const short = code.replace(position, 'nowhere').replace(lookup, 'ownProperty');
  // Evaluated, not parsed: the literals are JavaScript's, with escapes that JSON does not know.
  const textOf = (literal: string) => new Function(`return ${literal}`)() as string;
  const literals = new Set((short.match(stringLiteral) ?? []).filter((literal) => literal.length >= minLength));
  // Sorted, like strings lie beside like, which saves the archive some more.
  const texts = [...new Set([...literals].map(textOf))].toSorted();
  const places = new Map(texts.map((text, place) => [text, place]));
  const packed = short.replace(stringLiteral, (literal) =>
    literals.has(literal) ? `long[${places.get(textOf(literal))}]` : literal,
  );
  const archive = brotliCompressSync(JSON.stringify(texts)).toString('base64');
  const prologue = `import { brotliDecompressSync } from 'node:zlib';\nconst long = JSON.parse(brotliDecompressSync(Buffer.from('${archive}', 'base64')).toString());\n${nowhere}${ownProperty}`;
  return { prologue, code: packed };
}

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
  const places = new Map<string, number>();
  const packed = code
    .replace(position, 'nowhere')
    .replace(lookup, 'ownProperty')
    .replace(stringLiteral, (literal) => {
      if (literal.length < minLength) return literal;
      // Evaluated, not parsed: the literals are JavaScript's, with escapes that JSON does not know.
      const text = new Function(`return ${literal}`)() as string;
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return `long[${place}]`;
    });
  const archive = brotliCompressSync(JSON.stringify([...places.keys()])).toString('base64');
  const prologue = `import { brotliDecompressSync } from 'node:zlib';\nconst long = JSON.parse(brotliDecompressSync(Buffer.from('${archive}', 'base64')).toString());\n${nowhere}${ownProperty}`;
  return { prologue, code: packed };
}

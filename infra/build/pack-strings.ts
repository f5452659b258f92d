// Makes a module of precompiled templates small: its long strings, each once, travel compressed and are unpacked on load.
// E-mails share most of their head and their styles, so that a tenth of the bytes is left.
import { brotliCompressSync } from 'node:zlib';

/** Shorter ones cost more as a reference than as themselves. */
const minLength = 120;
const stringLiteral = /"(?:[^"\\\n]|\\.)*"/g;

export interface PackedCode {
  /** Goes before the code: declares the unpacked strings. */
  readonly prologue: string;
  readonly code: string;
}

/** `code` must write its long strings in double quotes, as Handlebars.precompile does. */
export function packStrings(code: string): PackedCode {
  const places = new Map<string, number>();
  const packed = code.replace(stringLiteral, (literal) => {
    if (literal.length < minLength) return literal;
    // Evaluated, not parsed: the literals are JavaScript's, with escapes that JSON does not know.
    const text = new Function(`return ${literal}`)() as string;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return `long[${place}]`;
  });
  const archive = brotliCompressSync(JSON.stringify([...places.keys()])).toString('base64');
  const prologue = `import { brotliDecompressSync } from 'node:zlib';\nconst long = JSON.parse(brotliDecompressSync(Buffer.from('${archive}', 'base64')).toString());\n`;
  return { prologue, code: packed };
}

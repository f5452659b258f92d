// What every check looks at: one e-mail in one language, rendered as it is sent, with its words as they were written.
import type { EmailLink } from '../../../functions/ports/renderer.ts';

export interface EmailUnderCheck {
  readonly template: string;
  /** The locale its words are in. */
  readonly locale: string;
  /** Every subject it may carry: its own and the re-send's. */
  readonly subjects: readonly string[];
  readonly preheader: string;
  /** The clinic's name and address, which no dictionary knows. */
  readonly names: readonly string[];
  /** Whole documents, scalars left in: without tracking, and with it. */
  readonly html: string;
  readonly trackedHtml: string;
  /** The untracked text part. */
  readonly text: string;
  /** The tracked render's link table. */
  readonly links: readonly EmailLink[];
  /** Bytes of the clinic's own pictures, by file name. */
  readonly imageBytes: ReadonlyMap<string, number>;
}

/** Words with their letters and digits only, so that marks of lists and quotes do not count. */
export const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+(?:[’'][\p{L}]+)?/gu) ?? [];

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** From the greeting to the signature: the words of this e-mail alone, without addresses and with a name. */
export function ownWords(text: string): string {
  const start = text.search(/^(?:Hello|Hola)\b/m);
  const end = text.search(/^(?:Warmly|Un abrazo|Con cariño|Un saludo)/m);
  const own = text.slice(Math.max(start, 0), end < 0 ? undefined : end);
  return own.replace(/<?https?:\S+>?/g, '').replace(/\{\{firstName\}\}/g, 'Anna');
}

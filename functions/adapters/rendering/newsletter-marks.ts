// The marks that stand in a compiled newsletter where each variant's links and pixel go.
// They use rare brackets, and staff's own text is cleared of those and of `{{` before it is compiled.

export const PIXEL_MARK = '⟦pixel⟧';
export const OPEN_BRACE_MARK = '⟦open⟧';

export function linkMark(n: number): string {
  return `⟦link:${n}⟧`;
}

/** Puts addresses and pixel where their marks stand. */
export function fillMarks(part: string, addresses: readonly string[], pixel: string): string {
  return part
    .replace(/⟦link:(\d+)⟧/g, (_mark, n: string) => addresses[Number(n)] ?? '')
    .replaceAll(PIXEL_MARK, () => pixel);
}

/** Staff's words with the marks' brackets changed to their neighbours, so that nobody can type a mark. */
export function withoutMarks(staffText: string): string {
  return staffText.replaceAll('⟦', '〚').replaceAll('⟧', '〛');
}

/** Staff's plain text (subject, text part) with a hair space between doubled braces: same look, nothing to substitute. */
export function harmlessBraces(staffText: string): string {
  return staffText.replace(/\{(?=\{)/g, '{\u200a');
}

/** Build tokens of the shell whose values come with each issue: the build leaves these marks in their place. */
export const SHELL_MARKS = {
  title: '⟦title⟧',
  headline: '⟦headline⟧',
  preheader: '⟦preheader⟧',
  content: '⟦content⟧',
} as const;

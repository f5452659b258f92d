// Text cut to a length, never through a character: half of one can be written neither to the table nor into an e-mail.

export function cutText(text: string, most: number): string {
  const cut = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

// Takes a link of e-mails already sent back, or lets it lead on again: every copy of one rendered e-mail at once.
import type { EmailLink } from '../ports/renderer.ts';
import type { LinkTables } from '../ports/stores.ts';

export interface WithdrawnLink extends EmailLink {
  /** The e-mail's template. */
  readonly template: string;
}

/**
 * The link concerned, or undefined when no e-mail has it. Takes effect within a minute. Only tracked e-mails lead over our
 * own address; in the others the link stands as it is, out of our reach.
 */
export async function withdrawLink(
  deps: { readonly links: LinkTables },
  renderHash: string,
  link: number,
  withdrawn = true,
): Promise<WithdrawnLink | undefined> {
  const table = await deps.links.get(renderHash);
  const found = table?.links[link];
  if (!table || !found) return undefined;
  const done = await deps.links.setWithdrawn(renderHash, link, withdrawn);
  return done ? { ...found, template: table.template } : undefined;
}

// Takes a link of e-mails already sent back, or lets it lead on again: every copy of one rendered e-mail at once.
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tokens } from '../ports/identity.ts';
import type { EmailLink } from '../ports/renderer.ts';
import type { LinkTables } from '../ports/stores.ts';

/** A link as it stands in the copies of one rendered e-mail. */
export interface KnownLink extends EmailLink {
  readonly renderHash: string;
  readonly link: number;
  /** The e-mail's template. */
  readonly template: string;
  readonly withdrawn: boolean;
}

export interface WithdrawnLink extends KnownLink {
  /** A staff address, or `operator`. */
  readonly by: string;
  readonly at: EpochMs;
}

/** Staff see so many, the latest first. */
export const shownWithdrawnLinks = 200;

/** The address as it stands in any copy of the e-mail: `https://HOST/c/TOKEN/NUMBER`. */
const trackedLink = /\/c\/(?<token>[A-Za-z0-9_-]+)\/(?<link>\d{1,3})$/;

/** The token and the number in a tracked link's address; undefined for any other address. */
export function readTrackedLink(address: string): { readonly token: string; readonly link: number } | undefined {
  const { token, link } = trackedLink.exec(address.trim())?.groups ?? {};
  return token === undefined ? undefined : { token, link: Number(link) };
}

/** The link whose address somebody copied from an e-mail; undefined where it is none of ours. */
export async function findLink(
  deps: { readonly linkTables: LinkTables; readonly tokens: Pick<Tokens, 'readSlot'> },
  address: string,
): Promise<KnownLink | undefined> {
  const read = readTrackedLink(address);
  const claim = read && deps.tokens.readSlot(read.token);
  return claim && showLink(deps, claim.renderHash, read.link);
}

/** Undefined when no e-mail has this link. */
export async function showLink(
  deps: { readonly linkTables: LinkTables },
  renderHash: string,
  link: number,
): Promise<KnownLink | undefined> {
  const table = await deps.linkTables.get(renderHash);
  const found = table?.links[link];
  if (!table || !found) return undefined;
  return { ...found, renderHash, link, template: table.template, withdrawn: table.withdrawn?.includes(link) ?? false };
}

/**
 * The link concerned, or undefined when no e-mail has it. Takes effect within a minute; repeating it changes nothing. Only
 * tracked e-mails lead over our own address; in the others the link stands as it is, out of our reach.
 */
export async function withdrawLink(
  deps: { readonly linkTables: LinkTables; readonly clock: Clock },
  renderHash: string,
  link: number,
  { withdrawn, by }: { readonly withdrawn: boolean; readonly by: string },
): Promise<KnownLink | undefined> {
  const found = await showLink(deps, renderHash, link);
  if (!found) return undefined;
  const change = { withdrawn, by, at: deps.clock.now() };
  return (await deps.linkTables.setWithdrawn(renderHash, link, change)) ? { ...found, withdrawn } : undefined;
}

/** Those that lead nowhere now, the latest first. */
export async function listWithdrawnLinks(deps: { readonly linkTables: LinkTables }): Promise<WithdrawnLink[]> {
  const noted = (await deps.linkTables.withdrawn()).slice(0, shownWithdrawnLinks);
  const links = await Promise.all(
    noted.map(async ({ hash, link, by, at }) => {
      const known = await showLink(deps, hash, link);
      return known ? [{ ...known, withdrawn: true, by, at }] : [];
    }),
  );
  return links.flat();
}

// Turns a template's link patterns into its link table and into the addresses that stand in the e-mail.
// A tracked e-mail's links lead over `/c/{slotToken}/{n}`; leave links and mailto never do.
import type { Clinic } from '../../domain/clinic.ts';
import { decoyName, type EmailLink } from '../../ports/renderer.ts';

/** What a link pattern may hold in single braces: the clinic's addresses, then the scalars. */
export const LINK_PLACES = ['website', 'bookingUrl', 'privacyUrl', 'origin', 'token', 'leaveToken', 'confirmToken'];

/** Every marketing e-mail has these two; they act for the person in front of the screen, so no redirect counts them. */
export const LEAVE_LINKS: readonly EmailLink[] = [
  { name: 'unsubscribe', url: '{origin}/unsubscribe/{leaveToken}' },
  { name: 'preferences', url: '{origin}/preferences/{leaveToken}' },
];

const LEAVE_NAMES = new Set(LEAVE_LINKS.map((link) => link.name));

export interface LinkPlaces {
  readonly clinic: Pick<Clinic, 'website' | 'bookingUrl' | 'privacyUrl'>;
  readonly origin: string;
}

/** Fills a pattern's clinic addresses; scalars stay in single braces, `{token}` becomes the variant's own token. */
export function linkTable(patterns: readonly EmailLink[], places: LinkPlaces, tracked: boolean): EmailLink[] {
  const { website, bookingUrl, privacyUrl } = places.clinic;
  const known: Readonly<Record<string, string>> = {
    website: website.replace(/\/$/, ''),
    bookingUrl,
    privacyUrl,
    origin: places.origin,
    // The holder of a tracked e-mail is known by its slot, so that the answer is counted where the click is.
    token: tracked ? '{slotToken}' : '{leaveToken}',
  };
  return patterns.map(({ name, url }) => ({
    name,
    url: url.replace(/\{(\w+)\}/g, (place, key: string) => known[key] ?? place),
  }));
}

/** The address that stands in the e-mail for the table's n-th link, scalars in double braces for SES. */
export function linkAddress(link: EmailLink, n: number, origin: string, tracked: boolean): string {
  const redirected = tracked && !LEAVE_NAMES.has(link.name) && /^https?:/i.test(link.url);
  if (redirected) return `${origin}/c/{{slotToken}}/${n}`;
  return link.url.replace(/\{(\w+)\}/g, '{{$1}}');
}

/**
 * The table's links, with the decoy last where the clinic wants one and the e-mail is tracked: what scanners find in the source of the
 * HTML part and no reader meets, so it stands in no text part.
 */
export function withDecoy(
  links: readonly EmailLink[],
  clinic: Pick<Clinic, 'website' | 'decoyLink'>,
  tracked: boolean,
): readonly EmailLink[] {
  return clinic.decoyLink && tracked ? [...links, { name: decoyName, url: clinic.website }] : links;
}

/**
 * The decoy's HTML, or nothing. Not drawn at all, which hides it from screen readers and from the keyboard in every mail program; the
 * other words say the same to those that drop styles.
 */
export function decoyHtml(links: readonly EmailLink[], origin: string): string {
  const n = links.findIndex(({ name }) => name === decoyName);
  if (n < 0) return '';
  const style = 'display:none;mso-hide:all;font-size:0;line-height:0;max-height:0;overflow:hidden';
  return `<a href="${origin}/c/{{slotToken}}/${n}" aria-hidden="true" tabindex="-1" style="${style}"></a>`;
}

/** The open pixel of a tracked e-mail; an untracked one has none. */
export function pixelHtml(origin: string, tracked: boolean): string {
  if (!tracked) return '';
  const style = 'display:block;border:0;width:1px;height:1px';
  return `<img src="${origin}/o/{{slotToken}}.gif" width="1" height="1" alt="" style="${style}">`;
}

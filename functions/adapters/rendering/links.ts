// Turns a template's link patterns into its link table and into the addresses that stand in the e-mail.
// A tracked e-mail's links lead over `/c/{slotToken}/{n}`; leave links and mailto never do.
import type { Clinic } from '../../domain/clinic.ts';
import type { EmailLink } from '../../ports/renderer.ts';

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

/** The open pixel of a tracked e-mail; an untracked one has none. */
export function pixelHtml(origin: string, tracked: boolean): string {
  if (!tracked) return '';
  const style = 'display:block;border:0;width:1px;height:1px';
  return `<img src="${origin}/o/{{slotToken}}.gif" width="1" height="1" alt="" style="${style}">`;
}

// The public copy of a newsletter: what everybody got, without pixel, redirects or anything of a recipient.

import type { Clinic } from '../domain/clinic.ts';
import type { NewsletterContent, Renderer } from '../ports/renderer.ts';
import type { Blobs, BroadcastStore } from '../ports/stores.ts';

export interface ArchiveDeps {
  readonly broadcasts: Pick<BroadcastStore, 'get'>;
  readonly blobs: Pick<Blobs, 'get'>;
  readonly renderer: Pick<Renderer, 'renderNewsletter'>;
  readonly clinic: Pick<Clinic, 'locale'>;
}

/** Stands where a recipient's own token would be; the page it leads to explains. */
export const archiveToken = 'archive';

/** The HTML document, or undefined when no such issue was published. */
export async function readArchive(deps: ArchiveDeps, broadcastId: string): Promise<string | undefined> {
  const broadcast = await deps.broadcasts.get(broadcastId);
  if (!broadcast?.contentKey || broadcast.state === 'draft') return undefined;
  const stored = await deps.blobs.get(broadcast.contentKey);
  if (stored === undefined) throw new Error(`The content of broadcast ${broadcastId} is missing from the blobs.`);
  const content = JSON.parse(stored) as NewsletterContent;
  const { html, fallbacks } = await deps.renderer.renderNewsletter(content, {
    locale: deps.clinic.locale,
    tracked: false,
  });
  return html.replaceAll('{{leaveToken}}', archiveToken).replaceAll('{{firstName}}', fallbacks.firstName ?? '');
}

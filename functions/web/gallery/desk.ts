// What the gallery of e-mails asks for: what was built, an e-mail for a sample person, and, where there is mail, a test of it.
import type { GalleryView } from '../../ports/gallery.ts';
import type { Showing, ShownEmail } from '../../usecases/show-email.ts';

export interface GalleryDesk {
  viewGallery(): Promise<GalleryView>;
  /** Where server-sent events say `change` after each build; only where templates are watched. */
  readonly galleryChanges?: string | undefined;
  /** Answers undefined for an e-mail, or a language of it, that was not built. */
  showEmail(showing: Showing): Promise<ShownEmail | undefined>;
  /** Sends it to one address at once; false when it is unknown. Throws AddressError and TestNotSentError. */
  sendEmailTest?(showing: Showing, to: string): Promise<boolean>;
}

// The gallery's addresses, made of paths alone so that an export can lay them down as files.
import type { GalleryEmail } from '../../ports/gallery.ts';

export type Scheme = 'light' | 'dark';
export const schemes: readonly Scheme[] = ['light', 'dark'];

export interface Addresses {
  list(locale: string): string;
  page(email: Pick<GalleryEmail, 'template' | 'locale'>, person: string): string;
  frame(email: Pick<GalleryEmail, 'template' | 'locale'>, person: string, scheme: Scheme): string;
  readonly script: string;
}

/** `base` is the path of the list, without a trailing slash. */
export function galleryAddresses(base: string): Addresses {
  const page: Addresses['page'] = ({ template, locale }, person) => `${base}/${template}/${locale}/${person}`;
  return {
    list: (locale) => `${base}/in/${locale}`,
    page,
    frame: (email, person, scheme) => `${page(email, person)}/${scheme}`,
    script: `${base}/live.js`,
  };
}

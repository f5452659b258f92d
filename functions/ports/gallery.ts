// What the gallery of e-mails shows beside an e-mail itself: its sources, its weight, and what its checks found.

/** One thing that was looked at, and its budget. */
export interface EmailCheck {
  /** What was looked at, in a few words: `HTML`, `Links`. */
  readonly name: string;
  /** What was found, with its unit: `24.1 KB`. */
  readonly found: string;
  /** What is allowed, in the same unit: `under 60 KB`. */
  readonly budget: string;
  readonly passes: boolean;
  /** Where it fails, or what was let pass and why; a sentence each. */
  readonly details: readonly string[];
}

/** A template in one language, as the build read it. */
export interface GalleryEmail {
  readonly template: string;
  /** The locale its words are in. */
  readonly locale: string;
  readonly kind: 'marketing' | 'transactional';
  readonly subject: string;
  /** The re-send's subject. */
  readonly alternateSubject?: string;
  readonly preheader: string;
  readonly headline: string;
  /** Its own files, by path from the project's root; not the partials. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  readonly checks: readonly EmailCheck[];
}

/** What the build minded: an error stops it, a warning does not. */
export interface BuildNote {
  readonly kind: 'error' | 'warning';
  /** From the project's root. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
  readonly remedy: string;
}

export interface GalleryView {
  /** The clinic's own language first, each language in the order of the names. */
  readonly emails: readonly GalleryEmail[];
  readonly notes: readonly BuildNote[];
}

export interface Gallery {
  /** As last built without an error; `notes` tell of the build after it. */
  view(): Promise<GalleryView>;
  /** Where a stream of server-sent events says `change` after each build; only where templates are watched. */
  readonly changes?: string;
}

// A gallery in memory: the e-mails it was given, without a build.
import type { Gallery, GalleryEmail, GalleryView } from '../../functions/ports/gallery.ts';

export class MemoryGallery implements Gallery {
  constructor(
    private readonly templates: readonly string[],
    private readonly locale = 'en',
  ) {}

  async view(): Promise<GalleryView> {
    return { emails: this.templates.map((template) => this.email(template)), notes: [] };
  }

  private email(template: string): GalleryEmail {
    return {
      template,
      locale: this.locale,
      kind: 'marketing',
      subject: `Subject of ${template}`,
      preheader: `What comes beside the subject of ${template}`,
      headline: template,
      sources: [{ file: `templates/emails/${template}.mjml`, text: '<mjml></mjml>' }],
      checks: [{ name: 'HTML', found: '1.0 KB', budget: 'under 60 KB', passes: true, details: [] }],
    };
  }
}

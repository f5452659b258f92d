// A renderer without templates: says which template and variant it stands for, with one main link and one to leave.
import { createHash } from 'node:crypto';
import {
  type EmailLink,
  type NewsletterContent,
  type Rendered,
  type Renderer,
  UnknownTemplateError,
  type Variant,
} from '../../functions/ports/renderer.ts';

export class MemoryRenderer implements Renderer {
  constructor(private readonly names: readonly string[]) {}

  templateNames(): readonly string[] {
    return this.names;
  }

  async renderTemplate(template: string, variant: Variant): Promise<Rendered> {
    if (!this.names.includes(template)) throw new UnknownTemplateError(template);
    const links = [
      { name: 'main', url: `https://clinic.example/${template}` },
      { name: 'leave', url: 'https://mail.clinic.example/unsubscribe/{leaveToken}' },
    ];
    return this.#rendered(template, variant, `Subject of ${template}`, `Body of ${template}`, links);
  }

  async renderNewsletter(content: NewsletterContent, variant: Variant): Promise<Rendered> {
    return this.#rendered(`newsletter-${content.issueId}`, variant, content.subject, content.text, content.links);
  }

  #rendered(template: string, variant: Variant, subject: string, text: string, links: readonly EmailLink[]): Rendered {
    const hash = createHash('sha256')
      .update(JSON.stringify([template, variant, subject, text, links]))
      .digest('hex')
      .slice(0, 16);
    return {
      hash,
      template,
      variant,
      subject: variant.alternateSubject ? `Again: ${subject}` : subject,
      html: `<p>${text} for {{firstName}}</p><a href="{{leaveToken}}">leave</a>${variant.tracked ? '<img src="{{slotToken}}">' : ''}`,
      text: `${text} for {{firstName}}: {{leaveToken}}`,
      links,
      scalars: ['firstName', 'leaveToken', ...(variant.tracked ? (['slotToken'] as const) : [])],
    };
  }
}

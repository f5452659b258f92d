// A renderer without templates: says which template and variant it stands for, with one main link and one to leave.
import { createHash } from 'node:crypto';
import {
  type ContentCompiler,
  type EmailLink,
  type NewsletterContent,
  NewsletterSourceError,
  type Rendered,
  type Renderer,
  UnknownTemplateError,
  type Variant,
} from '../../functions/ports/renderer.ts';

const linkTarget = (subject: string): string => `https://clinic.example/${subject}`;
const leave: EmailLink = { name: 'unsubscribe', url: 'https://mail.clinic.example/unsubscribe/{leaveToken}' };

export class MemoryRenderer implements Renderer {
  constructor(private readonly names: readonly string[]) {}

  templateNames(): readonly string[] {
    return this.names;
  }

  async renderTemplate(template: string, variant: Variant): Promise<Rendered> {
    if (!this.names.includes(template)) throw new UnknownTemplateError(template);
    const links = [{ name: 'main', url: linkTarget(template) }, leave];
    const subject = variant.alternateSubject ? `Again: ${template}` : `Subject of ${template}`;
    return rendered({ template, variant, subject, text: `Body of ${template}`, links });
  }

  async renderNewsletter(content: NewsletterContent, { locale, tracked }: Variant): Promise<Rendered> {
    const { subject, links } = content;
    const text = content.text.replace(/⟦(?:link:\d+|pixel)⟧/g, 'there');
    return rendered({ template: 'newsletter', variant: { locale, tracked }, subject, text, links });
  }

  async renderIssue(stored: string, variant: Variant): Promise<Rendered> {
    return this.renderNewsletter(JSON.parse(stored) as NewsletterContent, variant);
  }
}

function rendered(parts: Pick<Rendered, 'template' | 'variant' | 'subject' | 'text' | 'links'>): Rendered {
  const { tracked } = parts.variant;
  return {
    ...parts,
    hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16),
    html: `<p>${parts.text} for {{firstName}}</p><a href="{{leaveToken}}">leave</a>${tracked ? '<img src="{{slotToken}}">' : ''}`,
    text: `${parts.text} for {{firstName}}: {{leaveToken}}`,
    fallbacks: { firstName: 'there' },
    scalars: ['firstName', 'leaveToken', ...(tracked ? (['slotToken'] as const) : [])],
  };
}

/** A compiler without MJML: keeps the words, refuses what has none. */
export const memoryCompiler: ContentCompiler = {
  async compile({ issueId, subject, preheader, markdown }) {
    if (!subject.trim()) throw new NewsletterSourceError('subject', 'The subject is empty.', 'Write one.');
    if (!markdown.trim()) throw new NewsletterSourceError('markdown', 'The issue is empty.', 'Write some words.');
    return {
      issueId,
      subject,
      preheader: preheader ?? markdown.slice(0, 80),
      html: `<p>${markdown}</p>`,
      text: markdown,
      links: [{ name: 'main', url: linkTarget(issueId) }, leave],
    };
  },
};

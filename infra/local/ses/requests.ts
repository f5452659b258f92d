// What the front reads of SendEmail and SendBulkEmail: SES's own limits checked, both turned into content and mails.
import * as z from 'zod';
import type { EmailContent, Header } from './mail.ts';

export const entriesPerCall = 50;
const headersPerMail = 15;
const charactersOfData = 262_144;

const tagText = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'must be letters, digits, _ or -');
const tag = z.object({ Name: tagText, Value: tagText });
const header = z.object({
  Name: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,126}$/, 'must be ASCII of at most 126 characters'),
  Value: z.string().regex(/^[\x20-\x7e]{1,995}$/, 'must be ASCII of at most 995 characters'),
});
const headers = z.array(header).max(headersPerMail).default([]);
const tags = z.array(tag).default([]);
const destination = z.object({ ToAddresses: z.array(z.string()).length(1) });
const data = z
  .string()
  .max(charactersOfData)
  .optional()
  .transform((json): Record<string, string> => {
    const parsed = json ? (JSON.parse(json) as Record<string, unknown>) : {};
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  });
const plain = /\{\{\s*[#^/>!{&]/;
const templateContent = z
  .object({ Subject: z.string(), Html: z.string().optional(), Text: z.string().optional() })
  .refine(
    (parts) => ![parts.Subject, parts.Html, parts.Text].some((part) => part !== undefined && plain.test(part)),
    'inline templates take plain {{name}} substitution only',
  );

const bulkRequest = z.object({
  FromEmailAddress: z.string(),
  ReplyToAddresses: z.array(z.string()).default([]),
  DefaultContent: z.object({
    Template: z.object({ TemplateContent: templateContent, TemplateData: data, Headers: headers }),
  }),
  DefaultEmailTags: tags,
  BulkEmailEntries: z
    .array(
      z.object({
        Destination: destination,
        ReplacementEmailContent: z
          .object({ ReplacementTemplate: z.object({ ReplacementTemplateData: data }).optional() })
          .optional(),
        ReplacementHeaders: headers,
        ReplacementTags: tags,
      }),
    )
    .min(1)
    .max(entriesPerCall),
});

const charset = z.object({ Data: z.string() });
const singleRequest = z.object({
  FromEmailAddress: z.string(),
  ReplyToAddresses: z.array(z.string()).default([]),
  Destination: destination,
  EmailTags: tags,
  Content: z.object({
    Simple: z
      .object({
        Subject: charset,
        Body: z.object({ Html: charset.optional(), Text: charset.optional() }),
        Headers: headers,
      })
      .optional(),
    Template: z.object({ TemplateContent: templateContent, TemplateData: data, Headers: headers }).optional(),
  }),
});

export interface SendRequest {
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly content: EmailContent;
  readonly entries: readonly {
    readonly to: string;
    readonly headers: readonly Header[];
    readonly tags: Readonly<Record<string, string>>;
    readonly data?: Readonly<Record<string, string>>;
  }[];
}

export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
}

/** Reads a SendBulkEmail body; throws RefusedRequest with what SES would say. */
export function readBulk(body: unknown): SendRequest {
  const { DefaultContent, DefaultEmailTags, BulkEmailEntries, ...rest } = parse(bulkRequest, body);
  const { TemplateContent, TemplateData, Headers } = DefaultContent.Template;
  return {
    from: rest.FromEmailAddress,
    replyTo: rest.ReplyToAddresses,
    content: toContent(TemplateContent),
    entries: BulkEmailEntries.map((entry) => ({
      to: entry.Destination.ToAddresses[0] as string,
      headers: mergeHeaders(Headers, entry.ReplacementHeaders),
      tags: { ...toTags(DefaultEmailTags), ...toTags(entry.ReplacementTags) },
      data: { ...TemplateData, ...entry.ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData },
    })),
  };
}

/** Reads a SendEmail body with simple or inline-template content. */
export function readSingle(body: unknown): SendRequest {
  const request = parse(singleRequest, body);
  const { Simple, Template } = request.Content;
  const base = { from: request.FromEmailAddress, replyTo: request.ReplyToAddresses };
  const entry = { to: request.Destination.ToAddresses[0] as string, tags: toTags(request.EmailTags) };
  if (Simple) {
    const { Subject, Body, Headers } = Simple;
    const content = { subject: Subject.Data, html: Body.Html?.Data ?? '', text: Body.Text?.Data ?? '' };
    return { ...base, content, entries: [{ ...entry, headers: mergeHeaders(Headers, []) }] };
  }
  if (!Template) throw new RefusedRequest('Content must be Simple or a Template with inline content.');
  const content = toContent(Template.TemplateContent);
  return {
    ...base,
    content,
    entries: [{ ...entry, headers: mergeHeaders(Template.Headers, []), data: Template.TemplateData }],
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new RefusedRequest(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

function toContent(parts: { Subject: string; Html?: string | undefined; Text?: string | undefined }): EmailContent {
  return { subject: parts.Subject, html: parts.Html ?? '', text: parts.Text ?? '' };
}

type Named = readonly { Name: string; Value: string }[];

function toTags(list: Named): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

/** An entry's header replaces the default one of the same name. */
function mergeHeaders(defaults: Named, replacements: Named): Header[] {
  const byName = new Map([...defaults, ...replacements].map((entry) => [entry.Name.toLowerCase(), entry]));
  if (byName.size > headersPerMail) throw new RefusedRequest(`At most ${headersPerMail} headers are allowed.`);
  return [...byName.values()].map(({ Name, Value }) => ({ name: Name, value: Value }));
}

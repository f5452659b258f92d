// One e-mail as the SES front keeps it, and the events that are still to come for it.
import Handlebars from 'handlebars';
import type { EpochMs } from '../../../functions/domain/time.ts';

export interface Header {
  readonly name: string;
  readonly value: string;
}

export interface EmailContent {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What is stored: the shared content once, and what makes it this person's e-mail. */
export interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly headers: readonly Header[];
  readonly tags: Readonly<Record<string, string>>;
  /** Values for the content's placeholders; absent when the content is final. */
  readonly data?: Readonly<Record<string, string>>;
  readonly at: EpochMs;
  /** SES could not render it: nobody received it, and no list shows it. */
  readonly unrendered?: true;
}

export interface StoredMail extends Mail, EmailContent {}

export const eventTypes = [
  'Send',
  'Delivery',
  'Bounce',
  'Complaint',
  'Reject',
  'Rendering Failure',
  'DeliveryDelay',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface ComingEvent {
  readonly messageId: string;
  readonly at: EpochMs;
  readonly type: EventType;
  /** Fields that replace the usual ones of this type, such as `bounceType`. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

const placeholder = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;

/** Names that a content asks for and the data lack: SES would report a Rendering Failure. */
export function missingValues(content: EmailContent, data: Readonly<Record<string, string>>): string[] {
  const asked = [content.subject, content.html, content.text].flatMap((part) =>
    [...part.matchAll(placeholder)].map((match) => match[1] as string),
  );
  return [...new Set(asked)].filter((name) => data[name] === undefined);
}

/** What SES does to the characters of a value that mean something in HTML; its documentation does not say. */
export type Substitution = 'plain' | 'escaping';

/** SES's substitution. Where it escapes, it does so in every part, which is the worst a template engine can do. */
export function fillIn(
  content: EmailContent,
  data: Readonly<Record<string, string>> | undefined,
  substitution: Substitution = 'plain',
): EmailContent {
  if (!data) return content;
  const filled = (name: string): string => {
    const value = data[name] ?? '';
    return substitution === 'escaping' ? Handlebars.Utils.escapeExpression(value) : value;
  };
  const fill = (part: string): string => part.replace(placeholder, (_, name: string) => filled(name));
  return { subject: fill(content.subject), html: fill(content.html), text: fill(content.text) };
}

// Statuses, consents and fates of e-mails in words for staff; statuses by the glossary's own names.
import * as z from 'zod';
import type { Grade } from '../../domain/evidence.ts';
import type { Consent, SubscriberStatus } from '../../domain/subscriber.ts';

export const statuses = ['pending', 'active', 'unsubscribed', 'bounced', 'complained', 'erased'] as const;
export const statusSchema = z.enum(statuses) satisfies z.ZodType<SubscriberStatus>;

export const statusWords: Readonly<Record<SubscriberStatus, { words: string; tone: 'good' | 'calm' | 'warn' }>> = {
  pending: { words: 'Pending', tone: 'calm' },
  active: { words: 'Active', tone: 'good' },
  unsubscribed: { words: 'Unsubscribed', tone: 'calm' },
  bounced: { words: 'Bounced', tone: 'warn' },
  complained: { words: 'Complained', tone: 'warn' },
  erased: { words: 'Erased', tone: 'calm' },
};

export const gradeWords: Readonly<Record<Grade, string>> = {
  human: 'by a person',
  'likely-human': 'most likely by a person',
  machine: 'by a machine',
  unknown: 'unclear by whom',
};

const sources: Readonly<Record<string, string>> = {
  form: 'on the sign-up page',
  api: 'through the website',
  confirm: 'by the confirmation link',
  'one-click': 'by one-click unsubscribe',
  mail: 'by e-mail',
  page: 'on one of our pages',
  undo: 'by undoing',
  staff: 'by staff',
};

export function consentInWords({ purpose, given }: Consent): string {
  const what = purpose === 'marketing' ? 'E-mails' : 'Tracking of opens and clicks';
  return `${what} ${given ? 'allowed' : 'refused'}`;
}

export function sourceInWords(source: string): string {
  return sources[source] ?? source;
}

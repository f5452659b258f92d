// SES v2: one call per batch, one attempt per call. The SDK's own retries would send twice after a time-out.
import { type SESv2Client, SendBulkEmailCommand, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Clinic } from '../../domain/clinic.ts';
import type { BulkEmail, BulkEntry, EntryResult, Mailer } from '../../ports/mailer.ts';
import { callResult, entryResult } from './ses-answers.ts';

/** SES answers within seconds; longer means the answer is lost. Below the batch's call lease. */
export const sesTimeoutMs = 20_000;

/**
 * The time-out of the SDK ends with the headers: an answer whose body stalls or trickles would be awaited for ever. A little
 * longer, so that mere silence keeps its own name.
 */
export const sesDeadlineMs = sesTimeoutMs + 2_000;

/** Settings the SES client must be made with; exported so that a test can hold on to them. */
export const sesClientSettings = {
  maxAttempts: 1,
  requestHandler: {
    requestTimeout: sesTimeoutMs,
    connectionTimeout: 3_000,
    throwOnRequestTimeout: true,
    // Lambda freezes between invocations and SES closes idle connections meanwhile: a kept one would break on its next
    // use and put a good batch in doubt. One handshake per fifty e-mails is the cheaper price.
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  },
} as const;

export interface MailerSettings {
  readonly clinic: Clinic;
  readonly configurationSet: string;
  /** Longest that one call may take, its answer's body included; what is cut off there is in doubt. */
  readonly deadlineMs?: number;
}

export function makeMailer(
  client: SESv2Client,
  { clinic, configurationSet, deadlineMs = sesDeadlineMs }: MailerSettings,
): Mailer {
  const within = () => ({ abortSignal: AbortSignal.timeout(deadlineMs) });
  const from = {
    FromEmailAddress: `"${clinic.sender.name.replace(/["\\]/g, '')}" <${clinic.sender.address}>`,
    ReplyToAddresses: [clinic.sender.replyTo],
    ...(configurationSet && { ConfigurationSetName: configurationSet }),
  };
  return {
    async sendBulk(email) {
      try {
        const answer = await client.send(new SendBulkEmailCommand({ ...from, ...bulkBody(email) }), within());
        const results = answer.BulkEmailEntryResults ?? [];
        return email.entries.map((_, index) => entryResult(results[index]));
      } catch (error) {
        const result = callResult(error);
        return email.entries.map((): EntryResult => result);
      }
    },
    async sendOne(email) {
      try {
        const answer = await client.send(
          new SendEmailCommand({
            ...from,
            ...(email.replyTo && { ReplyToAddresses: [email.replyTo] }),
            Destination: { ToAddresses: [email.to] },
            Content: {
              Template: {
                TemplateContent: { Subject: email.subject, Html: email.html, Text: email.text },
                TemplateData: JSON.stringify(email.scalars),
                Headers: toPairs(email.headers ?? {}),
              },
            },
            EmailTags: toPairs(email.tags),
          }),
          within(),
        );
        return { result: 'accepted', messageId: answer.MessageId ?? '' };
      } catch (error) {
        return callResult(error);
      }
    },
  };
}

function bulkBody(email: BulkEmail) {
  const blank = Object.fromEntries(Object.keys(email.entries[0]?.scalars ?? {}).map((name) => [name, '']));
  return {
    DefaultContent: {
      Template: {
        TemplateContent: { Subject: email.subject, Html: email.html, Text: email.text },
        TemplateData: JSON.stringify(blank),
      },
    },
    DefaultEmailTags: toPairs(email.tags),
    BulkEmailEntries: email.entries.map((entry: BulkEntry) => ({
      Destination: { ToAddresses: [entry.to] },
      ReplacementTags: toPairs({ ...email.tags, slot: String(entry.slot) }),
      ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: JSON.stringify(entry.scalars) } },
      ReplacementHeaders: toPairs(entry.headers),
    })),
  };
}

function toPairs(record: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(record).map(([Name, Value]) => ({ Name, Value }));
}

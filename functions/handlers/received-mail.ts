// Reads what SES publishes of a received mail: JSON, as the message of an SNS notification, with the mail itself in it.
// Source: SES developer guide, "Notification contents for Amazon SES email receiving".
import * as z from 'zod/mini';
import type { Verdict } from '../domain/inbound-mail.ts';
import type { Arrived } from '../usecases/receive-mail.ts';

const verdict = z.optional(z.object({ status: z.string() }));

const received = z.object({
  mail: z.object({ source: z.optional(z.string()) }),
  receipt: z.object({
    recipients: z.array(z.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    dmarcVerdict: verdict,
    action: z.object({ encoding: z.optional(z.string()) }),
  }),
  content: z.string(),
});

const known = z.object({ notificationType: z.literal('Received') });

/** Throws on what is not as SES publishes it, without quoting it; undefined for a notification that tells of something else. */
export function arrivedMail(message: string): Arrived | undefined {
  const body: unknown = parsed(message);
  if (!known.safeParse(body).success) return undefined;
  const result = received.safeParse(body);
  if (!result.success) {
    throw new Error(`Not what SES publishes: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}.`);
  }
  const { mail, receipt, content } = result.data;
  return {
    returnPath: mail.source ?? '',
    to: receipt.recipients,
    verdicts: {
      spam: verdictOf(receipt.spamVerdict),
      virus: verdictOf(receipt.virusVerdict),
      dmarc: verdictOf(receipt.dmarcVerdict),
    },
    raw: Buffer.from(content, receipt.action.encoding === 'BASE64' ? 'base64' : 'utf8'),
  };
}

function verdictOf(found: { readonly status: string } | undefined): Verdict {
  if (found?.status === 'PASS') return 'pass';
  return found?.status === 'FAIL' ? 'fail' : 'unknown';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

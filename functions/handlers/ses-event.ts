// Reads an SES event as it comes: JSON, as a string in an SNS notification, as the body of a queue record.
import * as z from 'zod/mini';
import type { MailEvent, MailEventKind } from '../domain/mail-event.ts';

const kinds: Readonly<Record<string, MailEventKind>> = {
  Send: 'send',
  Delivery: 'delivery',
  DeliveryDelay: 'delivery-delay',
  Bounce: 'bounce',
  Complaint: 'complaint',
  Reject: 'reject',
  'Rendering Failure': 'rendering-failure',
};

/** What SES writes to a topic once, when the topic is connected. */
const greeting = 'Successfully validated SNS topic';

const instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => Date.parse(text)),
);
const dated = z.object({ timestamp: z.optional(instant) });
/** Addresses only help where a batch is not known: unreadable ones spoil no event. */
const destination = z.catch(z.array(z.string()), []);
const recipients = z.catch(z.array(z.object({ emailAddress: z.string() })), []);

const sesEvent = z.object({
  eventType: z.string(),
  mail: z.object({ timestamp: instant, destination, tags: z._default(z.record(z.string(), z.array(z.string())), {}) }),
  delivery: z.optional(dated),
  deliveryDelay: z.optional(dated),
  complaint: z.optional(z.extend(dated, { complainedRecipients: recipients })),
  bounce: z.optional(
    z.extend(dated, {
      bounceType: z.enum(['Permanent', 'Transient', 'Undetermined']),
      bouncedRecipients: recipients,
    }),
  ),
});

function toMailEvent({ eventType, mail, bounce, ...details }: z.output<typeof sesEvent>): MailEvent {
  const { timestamp } = bounce ?? details.complaint ?? details.delivery ?? details.deliveryDelay ?? {};
  const tags = Object.fromEntries(
    Object.entries(mail.tags).flatMap(([name, [value]]) => (value ? [[name, value]] : [])),
  );
  const recipient = recipientOf({ mail, bounce, complaint: details.complaint });
  return {
    kind: kinds[eventType] ?? 'other',
    mailAt: mail.timestamp,
    at: timestamp ?? mail.timestamp,
    tags,
    ...(bounce && { bounceType: bounce.bounceType }),
    ...(recipient !== undefined && { recipient }),
  };
}

/**
 * Whom we wrote to, before who is said to have bounced: that is the report's `Final-Recipient`, where her mail was forwarded to.
 * Each of our e-mails has one recipient.
 */
function recipientOf({
  mail,
  bounce,
  complaint,
}: Pick<z.output<typeof sesEvent>, 'mail' | 'bounce' | 'complaint'>): string | undefined {
  const reported = bounce?.bouncedRecipients ?? complaint?.complainedRecipients;
  if (!reported) return undefined;
  const named = mail.destination.length > 0 ? mail.destination : reported.map(({ emailAddress }) => emailAddress);
  return named.length === 1 ? named[0] : undefined;
}

const noEvent: MailEvent = { kind: 'other', mailAt: 0, at: 0, tags: {} };

export const sesNotification: z.ZodMiniType<MailEvent> = z.pipe(
  z.object({ Message: z.string() }),
  z.transform(({ Message }, context) => {
    if (Message.startsWith(greeting)) return noEvent;
    const result = sesEvent.safeParse(parsed(Message));
    if (result.success) return toMailEvent(result.data);
    for (const { path } of result.error.issues) {
      context.issues.push({
        code: 'custom',
        path: ['Message', ...path],
        message: 'not what SES sends',
        input: undefined,
      });
    }
    return z.NEVER;
  }),
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

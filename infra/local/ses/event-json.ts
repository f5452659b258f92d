// SES's event JSON, as it stands in the `Message` of the SNS notification.
import { createHash } from 'node:crypto';
import type { ComingEvent, Mail } from './mail.ts';

/** The event of a stored e-mail; every time in it is virtual. */
export function eventJson(
  event: ComingEvent,
  mail: Mail & { readonly subject: string },
  configurationSet: string,
): string {
  const { key, body } = bodyOf(event, mail);
  return JSON.stringify({
    eventType: event.type,
    mail: mailPart(mail, configurationSet),
    [key]: { ...body, ...event.detail },
  });
}

function mailPart(mail: Mail & { readonly subject: string }, configurationSet: string) {
  const headers = [
    { name: 'From', value: mail.from },
    { name: 'To', value: mail.to },
    { name: 'Subject', value: mail.subject },
    ...mail.headers,
  ];
  return {
    timestamp: iso(mail.at),
    source: mail.from,
    sendingAccountId: '000000000000',
    messageId: mail.messageId,
    destination: [mail.to],
    headersTruncated: false,
    headers,
    commonHeaders: {
      from: [mail.from],
      date: new Date(mail.at).toUTCString(),
      to: [mail.to],
      messageId: mail.messageId,
      subject: mail.subject,
    },
    tags: {
      'ses:configuration-set': [configurationSet],
      ...Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
    },
  };
}

function bodyOf(event: ComingEvent, mail: Mail): { key: string; body: Record<string, unknown> } {
  const timestamp = iso(event.at);
  const feedbackId = createHash('sha256').update(`${mail.messageId} ${event.type}`).digest('hex').slice(0, 32);
  switch (event.type) {
    case 'Send':
      return { key: 'send', body: {} };
    case 'Delivery':
      return {
        key: 'delivery',
        body: {
          timestamp,
          processingTimeMillis: event.at - mail.at,
          recipients: [mail.to],
          smtpResponse: '250 2.0.0 OK',
          reportingMTA: 'a1-1.smtp-out.eu-west-2.amazonses.com',
        },
      };
    case 'Bounce':
      return {
        key: 'bounce',
        body: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            {
              emailAddress: mail.to,
              action: 'failed',
              status: '5.1.1',
              diagnosticCode: 'smtp; 550 5.1.1 user unknown',
            },
          ],
          timestamp,
          feedbackId,
        },
      };
    case 'Complaint':
      return {
        key: 'complaint',
        body: {
          complainedRecipients: [{ emailAddress: mail.to }],
          timestamp,
          feedbackId,
          complaintSubType: null,
          complaintFeedbackType: 'abuse',
        },
      };
    case 'Reject':
      return { key: 'reject', body: { reason: 'Bad content' } };
    case 'Rendering Failure':
      return { key: 'failure', body: { templateName: 'inline', errorMessage: 'A value is missing.' } };
    case 'DeliveryDelay':
      return {
        key: 'deliveryDelay',
        body: {
          timestamp,
          delayType: 'TransientCommunicationFailure',
          expirationTime: iso(event.at + 14 * 3_600_000),
          delayedRecipients: [{ emailAddress: mail.to }],
        },
      };
  }
}

const iso = (at: number): string => new Date(at).toISOString();

// What is read from an SES event: our own clock's time of the call where the tag bears it, else SES's; and of bounces and complaints
// whom they are about.
import { describe, expect, it } from 'vitest';
import { calledAt as timeOf } from '../../functions/domain/mail-event.ts';
import { toSeconds36 } from '../../functions/domain/time.ts';
import { sesNotification } from '../../functions/handlers/ses-event.ts';

const timestamp = '2026-11-23T09:00:00.000Z';
const sent = (tags: Record<string, string[]>) => ({
  Message: JSON.stringify({ eventType: 'Delivery', mail: { timestamp, tags }, delivery: { timestamp } }),
});

describe('the time of an e-mail', () => {
  it('is that of our call, whatever SES calls the time', () => {
    const calledAt = Date.parse('2027-01-02T09:00:07.000Z');
    expect(timeOf(sesNotification.parse(sent({ at: [toSeconds36(calledAt)] })))).toBe(calledAt);
  });

  it.each([[{}], [{ at: ['yesterday'] }], [{ at: ['-1'] }], [{ at: [] }]])('is SES’s with the tags %j', (tags) => {
    expect(timeOf(sesNotification.parse(sent(tags as Record<string, string[]>)))).toBe(Date.parse(timestamp));
  });
});

/** A record as SES's documentation shows it: Developer Guide, "Examples of event data that Amazon SES publishes to Amazon SNS". */
const documented = (eventType: string, details: object, mail: object = {}) => ({
  Message: JSON.stringify({
    eventType,
    ...details,
    mail: {
      timestamp: '2017-08-05T00:40:02.012Z',
      source: 'Sender Name <sender@example.com>',
      sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/sender@example.com',
      sendingAccountId: '123456789012',
      messageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
      destination: ['recipient@example.com'],
      headersTruncated: false,
      headers: [{ name: 'To', value: 'recipient@example.com' }],
      commonHeaders: { from: ['Sender Name <sender@example.com>'], to: ['recipient@example.com'] },
      tags: { 'ses:configuration-set': ['ConfigSet'], 'ses:from-domain': ['example.com'] },
      ...mail,
    },
  }),
});

const bounce = (bouncedRecipients: unknown = [{ emailAddress: 'recipient@example.com', status: '5.1.1' }]) => ({
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients,
    timestamp: '2017-08-05T00:41:02.669Z',
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    reportingMTA: 'dsn; mta.example.com',
  },
});
const complaint = (complainedRecipients: unknown = [{ emailAddress: 'recipient@example.com' }]) => ({
  complaint: {
    complainedRecipients,
    timestamp: '2017-08-05T00:41:02.669Z',
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2017-08-05T00:41:02.669Z',
  },
});
const recipientOf = (record: { Message: string }) => sesNotification.parse(record).recipient;

describe('the recipient', () => {
  it('is read from the records that SES documents, of bounces and complaints alone', () => {
    expect(recipientOf(documented('Bounce', bounce()))).toBe('recipient@example.com');
    expect(recipientOf(documented('Complaint', complaint()))).toBe('recipient@example.com');
    for (const eventType of ['Send', 'Delivery', 'Reject', 'DeliveryDelay'])
      expect(sesNotification.parse(documented(eventType, {}))).not.toHaveProperty('recipient');
  });

  it('is whom we wrote to, not where her mail was forwarded and bounced', () => {
    const elsewhere = [{ emailAddress: 'somebody.else@example.net' }];
    expect(recipientOf(documented('Bounce', bounce(elsewhere)))).toBe('recipient@example.com');
  });

  it('is who bounced or complained where the record does not say whom we wrote to', () => {
    for (const destination of [undefined, [], 'recipient@example.com', [7]]) {
      expect(recipientOf(documented('Bounce', bounce(), { destination }))).toBe('recipient@example.com');
      expect(recipientOf(documented('Complaint', complaint(), { destination }))).toBe('recipient@example.com');
    }
  });

  it('is nobody where there are several or none, and the event is read all the same', () => {
    const several = ['recipient@example.com', 'another@example.com'];
    expect(recipientOf(documented('Bounce', bounce(), { destination: several }))).toBeUndefined();
    for (const recipients of [undefined, null, [], {}, ['recipient@example.com'], [{ emailAddress: 5 }]]) {
      const record = documented('Bounce', bounce(recipients), { destination: [] });
      expect(sesNotification.parse(record)).toMatchObject({ kind: 'bounce', bounceType: 'Permanent' });
      expect(recipientOf(documented('Bounce', bounce(recipients ?? null), { destination: [] }))).toBeUndefined();
    }
  });
});

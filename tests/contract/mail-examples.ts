// E-mails for the mailer's contract.
import type { BulkEmail, SingleEmail } from '../../functions/ports/mailer.ts';
import { range } from './examples.ts';

export function aBulkEmail(count: number): BulkEmail {
  return {
    subject: 'Your skin, {{firstName}}',
    html: '<p>Hello {{firstName}}</p>',
    text: 'Hello {{firstName}}',
    tags: { batch: 'bucketbatch-id_000001', attempt: '2', render: '0123456789abcdef' },
    entries: range(count).map((index) => ({
      slot: index * 2,
      to: `anna+${index}@example.com`,
      scalars: { firstName: `Anna ${index}`, leaveToken: `leave-${index}` },
      headers: {
        'List-Unsubscribe': `<https://mail.clinic.example/unsubscribe/leave-${index}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    })),
  };
}

export function aSingleEmail(): SingleEmail {
  return {
    to: 'anna@example.com',
    subject: 'Please confirm',
    html: '<a href="https://mail.clinic.example/confirm/{{confirmToken}}">Confirm</a>',
    text: 'https://mail.clinic.example/confirm/{{confirmToken}}',
    scalars: { confirmToken: 'confirm-token' },
    tags: { kind: 'confirm' },
  };
}

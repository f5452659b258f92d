// What is read from an SES event: our own clock's time of the call where the tag bears it, else SES's.
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

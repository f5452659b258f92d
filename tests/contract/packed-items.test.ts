// What the table keeps in packed form comes back as it was, whatever it held and in whatever parts it was written.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packIds, unpackIds } from '../../functions/adapters/dynamodb/packed-ids.ts';
import { packRecipients, unpackRecipients } from '../../functions/adapters/dynamodb/packed-recipients.ts';
import { packRecords, unpackRecords } from '../../functions/adapters/dynamodb/packed-records.ts';
import { packEntries, packSlots, unpackEntries, unpackSlots } from '../../functions/adapters/dynamodb/packed-slots.ts';
import { slotAt, slotReason } from '../../functions/domain/batch.ts';
import { freshId, noonMs, range } from './examples.ts';

const slot = fc.integer({ min: 0, max: 49 });
const entry = fc.oneof(
  fc.tuple(slot, fc.integer({ min: 0, max: 20 })).map(([n, second]) => slotAt(n, noonMs + second * 1_000)),
  fc.tuple(slot, fc.constantFrom('lapsed', 'cap', 'Permanent', 'ses-reject')).map(([n, why]) => slotReason(n, why)),
);

describe('packed slots', () => {
  it('are the same set again', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 200 }), (entries) => {
        expect(unpackEntries(packEntries(entries))).toEqual(new Set(entries));
      }),
    );
  });

  it('unite to the union, in any parts, order and number of repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.array(entry, { maxLength: 60 }), { maxLength: 6 }), (parts) => {
        const stored = new Set([...parts, ...parts.toReversed()].flatMap((part) => packEntries(part)));
        expect(unpackEntries(stored)).toEqual(new Set(parts.flat()));
      }),
    );
  });

  it('fifty of one second take fewer bytes than three did', () => {
    const [packed = '', ...more] = packEntries(range(50).map((n) => slotAt(n, noonMs)));
    expect(more).toEqual([]);
    expect(packed.length).toBeLessThan(27);
  });

  it('come back in ascending order, each once', () => {
    fc.assert(
      fc.property(fc.array(slot), (slots) => {
        expect(unpackSlots(packSlots(slots))).toEqual([...new Set(slots)].sort((a, b) => a - b));
      }),
    );
  });

  it('of no packable number stay as they are', () => {
    const entries = ['60:tq1abc', '61:tq1abc'];
    expect(packEntries(entries)).toEqual(entries);
  });
});

describe('packed recipients', () => {
  const recipients = range(50).map((n) => ({
    slot: n,
    subscriberId: n === 7 ? '' : freshId(),
    ...(n % 2 === 0 && { rev: n }),
  }));

  it('are the same people again, the erased among them', () => {
    expect(unpackRecipients(packRecipients(recipients))).toEqual(recipients);
  });

  it('fit one write unit for fifty, keys included', () => {
    expect(packRecipients(recipients).byteLength).toBeLessThan(960);
  });
});

describe('packed records', () => {
  const fields = ['step', 'at', 'slot', 'refused'] as const;

  it('keep what is there and leave out what is not', () => {
    const records = [{ step: 'welcome', at: noonMs, slot: 0 }, { step: 'peels', at: 0, refused: 'cap' }, {}];
    expect(unpackRecords(fields, packRecords(fields, records))).toEqual(records);
  });

  it('keep false, nought and the empty text apart from absence', () => {
    const records = [{ step: '', at: 0, slot: false }];
    expect(unpackRecords(fields, packRecords(fields, records))).toEqual(records);
  });
});

describe('packed ids', () => {
  it('are the same ids again, sixteen bytes each', () => {
    const ids = range(50).map(freshId);
    const packed = packIds(ids);
    expect(packed?.byteLength).toBe(50 * 16);
    expect(unpackIds(packed as Uint8Array)).toEqual(ids);
  });

  it.each([['short'], ['person-000000000000001'], ['!'.repeat(22)]])(
    'refuse %s, which would come back as another',
    (id) => {
      expect(packIds([freshId(), id])).toBeUndefined();
    },
  );
});

// Leavings of a restore's gap: whoever may not be written to on the lost table may not on the restored one, and nothing is given.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterLeavings, leavingsOfStranger, takenFrom } from '../../functions/domain/leavings.ts';
import { afterEvent, type MailEvent } from '../../functions/domain/mail-event.ts';
import {
  hasConsent,
  marketingRefusal,
  type Purpose,
  type Subscriber,
  withConsent,
} from '../../functions/domain/subscriber.ts';
import { hourMs } from '../../functions/domain/time.ts';
import { withTopics } from '../../functions/domain/topic.ts';
import { person, sentAt } from '../engagement/people.ts';

type Deed = (known: Subscriber, at: number) => Subscriber;

const topics = ['series', 'newsletter'];
const said =
  (purpose: Purpose, given: boolean): Deed =>
  (known, at) =>
    withConsent(known, { purpose, given, wording: '2026-11', at, source: 'page' });
const mail =
  (kind: 'bounce' | 'complaint', bounceType: 'Permanent' | 'Transient' = 'Permanent'): Deed =>
  (known, at) =>
    afterEvent(known, eventOf(kind, bounceType, at));
const eventOf = (kind: 'bounce' | 'complaint', bounceType: 'Permanent' | 'Transient', at: number): MailEvent => ({
  kind,
  bounceType,
  mailAt: at,
  at,
  tags: {},
});
const isWritable = ({ status }: Subscriber) => status === 'active' || status === 'pending';

const deeds: Readonly<Record<string, Deed>> = {
  leaves: (known, at) =>
    isWritable(known)
      ? {
          ...said('marketing', false)(known, at),
          status: 'unsubscribed',
          leftAt: at,
          leftFrom: { batchId: 'b', slot: at % 50 },
        }
      : known,
  returns(known, at) {
    if (known.status !== 'unsubscribed' || known.suppression) return known;
    const { leftAt: _at, leftFrom: _from, restingSince: _resting, sunsetSince: _sunset, ...kept } = known;
    return { ...said('marketing', true)(kept, at), status: 'active', stirredAt: at };
  },
  tracksNot: said('tracking', false),
  tracks: said('tracking', true),
  bounces: mail('bounce'),
  bouncesSoftly: mail('bounce', 'Transient'),
  complains: mail('complaint'),
  declines: (known, at) => withTopics(known, { shown: ['newsletter'], wanted: [] }, at),
  wantsAgain: (known, at) => withTopics(known, { shown: topics, wanted: topics }, at),
  rests: (known, at) => ({ ...known, restingSince: at }),
  wakes: ({ restingSince: _resting, ...known }) => known,
  isPaused: (known, at) => ({ ...known, pausedSince: at }),
  fallsSilent: (known, at) => ({ ...known, sunsetSince: at }),
  isErased: ({ id, rev, locale, createdAt }, at) => ({
    id,
    rev,
    email: '',
    status: 'erased',
    consents: [],
    locale,
    createdAt,
    suppression: { reason: 'erasure', at },
    attributes: {},
    tags: [],
  }),
};
const lived = (known: Subscriber, names: readonly string[], from: number): Subscriber =>
  names.reduce(
    (now, name, index) => (now.status === 'erased' ? now : (deeds[name] as Deed)(now, from + index * hourMs)),
    known,
  );

const life = fc.array(fc.constantFrom(...Object.keys(deeds)), { maxLength: 8 });
const backupAt = sentAt + 1000 * hourMs;
const restoredAt = sentAt + 2000 * hourMs;
const anna = { ...person('anna', 'marketing', 'tracking'), rev: 7 };
/** The backup, and what the lost table made of it. */
const tables = fc.tuple(life, life).map(([before, gap]) => {
  const backup = lived(anna, before, sentAt);
  return { backup, old: { ...lived(backup, gap, backupAt), rev: 30 } };
});
const refusals = (known: Subscriber) => topics.map((topic) => marketingRefusal(known, topic) !== undefined);
/** What holds of her, whatever the history of her consents. */
const standing = (known: Subscriber) => ({
  ...known,
  consents: (['marketing', 'tracking'] as const).map((purpose) => hasConsent(known, purpose)),
});

describe('carrying leavings', () => {
  it('lets nobody be written to or tracked whom the lost table or the backup would not', () => {
    fc.assert(
      fc.property(tables, ({ backup, old }) => {
        const after = afterLeavings(backup, old);
        refusals(after).forEach((refused, index) => {
          expect(refused).toBe(refusals(backup)[index] || refusals(old)[index]);
        });
        const tracked = hasConsent(backup, 'tracking') && hasConsent(old, 'tracking');
        expect(hasConsent(after, 'tracking')).toBe(tracked);
        if (old.pausedSince !== undefined) expect(after.pausedSince).toBe(old.pausedSince);
        if (after.status !== 'erased') expect(after.softBounces ?? []).toEqual(old.softBounces ?? []);
      }),
      { numRuns: 1000 },
    );
  });

  it('appends withdrawals alone, and keeps every record there was', () => {
    fc.assert(
      fc.property(tables, ({ backup, old }) => {
        const after = afterLeavings(backup, old);
        expect(after.rev).toBe(backup.rev);
        if (after.status === 'erased') return;
        const { length } = backup.consents;
        expect(after.consents.slice(0, length)).toEqual(backup.consents);
        expect(after.consents.slice(length).filter(({ given }) => given)).toEqual([]);
      }),
    );
  });

  it('takes nothing twice, and nothing where nothing happened', () => {
    fc.assert(
      fc.property(tables, ({ backup, old }) => {
        const after = afterLeavings(backup, old);
        expect(afterLeavings(after, old)).toBe(after);
        expect(afterLeavings(backup, { ...backup, rev: 9 })).toBe(backup);
        expect(takenFrom(backup, after).length > 0).toBe(after !== backup);
        expect(takenFrom(after, after)).toEqual([]);
      }),
    );
  });

  it('comes to the same before and after what SES tells the restored table', () => {
    const told = fc.array(fc.constantFrom('bounces', 'complains', 'bouncesSoftly'), { maxLength: 3 });
    fc.assert(
      fc.property(tables, told, ({ backup, old }, events) => {
        const first = afterLeavings(lived(backup, events, restoredAt), old);
        const last = lived(afterLeavings(backup, old), events, restoredAt);
        expect(standing(first)).toEqual(standing(last));
      }),
    );
  });

  it('in two steps takes what one takes: of an earlier and of the last state of the lost table', () => {
    fc.assert(
      fc.property(tables, life, ({ backup, old }, more) => {
        const last = lived(old, more, backupAt + 100 * hourMs);
        const one = refusals(afterLeavings(afterLeavings(backup, old), last));
        expect(refusals(afterLeavings(afterLeavings(backup, last), old))).toEqual(one);
      }),
    );
  });

  it('leaves alone what she gave since on the restored table', () => {
    const old = lived(anna, ['leaves'], backupAt);
    const back = lived(afterLeavings(anna, old), ['returns'], restoredAt);
    expect(back.status).toBe('active');
    expect(afterLeavings(back, old)).toBe(back);
    const bounced = afterLeavings(back, lived(anna, ['leaves', 'bounces'], backupAt));
    expect(bounced).toMatchObject({ status: 'bounced', suppression: { reason: 'bounce' } });
  });

  it('suppresses at the third soft bounce, whichever table heard of it', () => {
    const old = lived(anna, ['bouncesSoftly', 'bouncesSoftly'], backupAt);
    const after = lived(afterLeavings(anna, old), ['bouncesSoftly'], backupAt + 5 * hourMs);
    expect(after).toMatchObject({ status: 'bounced', suppression: { reason: 'bounce', at: backupAt + 5 * hourMs } });
  });

  it('closes the link of a confirmation that was out at the backup, and sends it no more', () => {
    const confirmation = { requestedAt: sentAt, wanted: true, attempts: 0 };
    const asked: Subscriber = { ...anna, status: 'pending', confirmation, dueAt: sentAt };
    const { dueAt: _dueAt, ...left } = lived(asked, ['leaves'], backupAt);
    const old = { ...left, confirmation: { ...confirmation, wanted: false, closedAt: backupAt } };
    const after = afterLeavings(asked, old);
    expect(after).toMatchObject({ status: 'unsubscribed', confirmation: { wanted: false, closedAt: backupAt } });
    expect(after.dueAt).toBeUndefined();
    const anew = { ...asked, confirmation: { ...confirmation, requestedAt: restoredAt }, dueAt: restoredAt };
    expect(afterLeavings(anew, old)).toMatchObject({ status: 'unsubscribed', confirmation: { wanted: true } });
  });

  it('forgets who was erased, and keeps the weightiest reason with the earliest time', () => {
    const old = lived(anna, ['isErased'], backupAt);
    const known = lived(anna, ['complains'], sentAt);
    expect(afterLeavings(known, old)).toEqual({ ...old, rev: 7, suppression: { reason: 'erasure', at: sentAt } });
    expect(takenFrom(known, afterLeavings(known, old))).toEqual(['erased']);
  });

  it('drops the score with the consent to tracking', () => {
    const known = { ...anna, score: 60 };
    const after = afterLeavings(known, lived(known, ['tracksNot'], backupAt));
    expect(after.score).toBeUndefined();
    expect(takenFrom(known, after)).toEqual(['tracking withdrawn']);
  });
});

describe('somebody the restored table does not know', () => {
  it('is kept as a tombstone where no mail may go to her, without her address, and not at all otherwise', () => {
    fc.assert(
      fc.property(life, (gap) => {
        const old = lived(anna, gap, backupAt);
        const kept = leavingsOfStranger(old);
        expect(kept !== undefined).toBe(old.suppression !== undefined);
        if (!kept) return;
        expect(kept).toMatchObject({ rev: 0, email: '', consents: [], suppression: old.suppression });
        expect(kept.firstName).toBeUndefined();
        expect(['active', 'pending']).not.toContain(kept.status);
        expect(afterLeavings(kept, old)).toBe(kept);
      }),
    );
  });
});

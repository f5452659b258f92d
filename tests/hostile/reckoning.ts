// Holds what SES took against what should have been sent: who got what, and how often.
import { doubtGraceMs } from '../../functions/domain/batch.ts';
import { newsletter } from './desk.ts';
import type { TakenMail } from './ledger.ts';
import type { Person } from './people.ts';

export interface Reckoning {
  readonly newsletters: number;
  readonly series: number;
  /** Mailed more than once: address, subject, batch and attempt of each. */
  readonly twice: readonly string[];
  /** E-mails beyond each person's first of the same. */
  readonly extra: number;
  /** Of those mailed twice, whoever should not have been: SES's word for the first had come within its time. */
  readonly inexcusable: readonly string[];
  /** Due a newsletter, and none came. */
  readonly withoutNewsletter: readonly string[];
  /** Walkers by how many different mails of the series they got, tracked people apart. */
  readonly seriesLengths: { readonly tracked: Lengths; readonly untracked: Lengths };
  /** Mail to addresses nobody asked for, or to people who do not walk. */
  readonly strays: number;
}

type Lengths = Readonly<Record<number, number>>;

export function reckon(mails: readonly TakenMail[], people: readonly Person[]): Reckoning {
  const ours = mails.filter(({ tags }) => tags.batch !== undefined);
  const byPerson = Map.groupBy(ours, ({ to }) => to);
  const walkers = people.filter(({ walks }) => walks);
  const isNewsletter = ({ subject }: TakenMail): boolean => subject === newsletter.subject;
  const got = ({ email }: Person): TakenMail[] => byPerson.get(email) ?? [];
  const lengths = (tracked: boolean): Lengths =>
    countBy(
      walkers
        .filter((person) => person.tracked === tracked)
        .map((person) => new Set(got(person).flatMap((mail) => (isNewsletter(mail) ? [] : [mail.subject]))).size),
    );
  const [known, walking] = [emails(people), emails(walkers)];
  const alike = [...Map.groupBy(ours, ({ to, subject }) => `${to} | ${subject}`).values()];
  const repeated = alike.filter(({ length }) => length > 1);
  return {
    newsletters: ours.filter(isNewsletter).length,
    series: ours.filter((mail) => !isNewsletter(mail)).length,
    inexcusable: repeated.filter(hadWordInTime).map((same) => same.map(describe).join(' ; ')),
    twice: repeated.map((same) => same.map(describe).join(' ; ')),
    extra: repeated.reduce((sum, { length }) => sum + length - 1, 0),
    withoutNewsletter: people.filter((person) => !got(person).some(isNewsletter)).map(({ email }) => email),
    seriesLengths: { tracked: lengths(true), untracked: lengths(false) },
    strays: ours.filter((mail) => !(isNewsletter(mail) ? known : walking).has(mail.to)).length,
  };
}

const emails = (people: readonly Person[]): Set<string> => new Set(people.map(({ email }) => email));

function countBy(values: readonly number[]): Lengths {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** The one exception of the promise: no word of an e-mail within the grace time. The last of the same needs none. */
function hadWordInTime(same: readonly TakenMail[]): boolean {
  return same.slice(0, -1).some(({ at, wordAt }) => wordAt !== undefined && wordAt < at + doubtGraceMs);
}

function describe({ to, subject, tags, at }: TakenMail): string {
  return `${to} "${subject}" batch ${tags.batch} slot ${tags.slot} attempt ${tags.attempt} at ${new Date(at).toISOString()}`;
}

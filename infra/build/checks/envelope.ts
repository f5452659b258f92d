// What a mailbox shows before an e-mail is opened: its subject and the line beside it.
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import type { EmailUnderCheck } from './email-under-check.ts';

/** Phones show about 40 characters of a subject, desktops about 60. */
const SUBJECT_MAX_CHARS = 60;
const PREHEADER_MIN_CHARS = 40;
const PREHEADER_MAX_CHARS = 110;
/** Four capitals in a row, or an exclamation mark: filters and people take both for shouting. */
const SHOUTING = /!|\p{Lu}{4,}/u;

export function subjectCheck({ subjects }: EmailUnderCheck): EmailCheck {
  const longest = Math.max(...subjects.map((subject) => subject.length));
  const details = subjects.flatMap((subject) => [
    ...(subject.length < SUBJECT_MAX_CHARS ? [] : [`“${subject}” has ${subject.length} characters. Shorten it.`]),
    ...(SHOUTING.test(subject) ? [`“${subject}” shouts. Take out the exclamation mark or the capitals.`] : []),
  ]);
  return {
    name: 'Subject',
    found: `${longest} characters`,
    budget: `under ${SUBJECT_MAX_CHARS}`,
    passes: details.length === 0,
    details,
  };
}

export function preheaderCheck({ subjects, preheader }: EmailUnderCheck): EmailCheck {
  const { length } = preheader;
  const details = [
    ...(length < PREHEADER_MIN_CHARS ? ['It is so short that mailboxes fill it with the first words inside.'] : []),
    ...(length > PREHEADER_MAX_CHARS ? ['Mailboxes cut it off. Shorten it.'] : []),
    ...(subjects.includes(preheader) ? ['It says the same as the subject. Say what comes next.'] : []),
  ];
  return {
    name: 'Preheader',
    found: `${length} characters`,
    budget: `${PREHEADER_MIN_CHARS} to ${PREHEADER_MAX_CHARS}`,
    passes: details.length === 0,
    details,
  };
}

// One complaint of a schema in the words of whoever writes the file: what must stand there, and what to write instead.
import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** So much of a wrong value is repeated. */
const shownLetters = 60;

const kinds: Readonly<Record<string, string>> = {
  array: 'must be a list',
  object: 'must have keys of its own, each with a colon',
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
};

const remedies: Readonly<Record<string, string>> = {
  shelfLife: 'Write whole days, such as `7 days`; one day is the least.',
  for: 'Write days or hours, such as `3 days`; less than nothing cannot be waited.',
  atMost: 'Write days or hours, such as `3 days`; less than nothing cannot be waited.',
  wait: 'Write days or hours, such as `3 days`, or a weekday and a time, such as `tuesday 10:00`; less than nothing cannot be waited.',
  weight: 'Weights are whole numbers from 1 to 1000 and need no sum: 1 and 3 are a quarter and three quarters.',
  ways: 'Write at least two ways, such as `- weight: 1` and `- weight: 1`; each may have steps under `do:`.',
  enter: 'Write a list of those who begin, such as `enter: [sign-up]`; `enter: []` for one that only `start` begins.',
  otherwise: 'Write steps under it, or `otherwise: []` for none.',
  daysSince: 'Write, for one, `daysSince: { event: enrolment, atLeast: 7 }`.',
  score: 'Write, for one, `score: { atLeast: 3 }`.',
  lastClicked: 'Write, for one, `lastClicked: { among: [peel, needling], is: [peel] }`.',
  branch: 'The first case that holds is taken, so that nothing after `otherwise` could be; put it last.',
  do: 'Write steps under it, or leave `do:` out for none.',
  tag: 'Write a tag, such as `tag: warm`, or `tag: { add: warm, remove: cold }`.',
};

/** `key` is what the value is called; `value` is neither absent nor of a union. */
export function sayPlainly(issue: Issue, value: unknown, key: string): { message: string; remedy: string } {
  const remedy = remedies[key] ?? 'See templates/journeys/acne-scars.yaml for a whole one.';
  if (value === null) {
    if (key === 'the file') return { message: 'The file is empty.', remedy };
    return { message: `\`${key}\` has nothing behind it.`, remedy };
  }
  const shown = typeof value === 'object' ? '' : ` ${clipped(JSON.stringify(value))}`;
  return { message: `\`${key}\`${shown} ${demand(issue)}.`, remedy };
}

function demand(issue: Issue): string {
  if (issue.message.startsWith('must')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? `must be of another kind: ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be \`${String(issue.values[0])}\``
        : `must be one of ${issue.values.map((one) => `\`${String(one)}\``).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'array') return `needs at least ${Number(issue.minimum) === 1 ? 'one' : issue.minimum}`;
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} letters`
        : `must be at most ${issue.maximum}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

function clipped(text: string): string {
  return text.length > shownLetters ? `${text.slice(0, shownLetters)}…` : text;
}

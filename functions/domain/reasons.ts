// Why an e-mail was not sent, or not yet, in words: every reason code that a decision leaves behind.

const refusals: Readonly<Record<string, string>> = {
  goal: 'goal reached before',
  unsubscribed: 'had left',
  suppressed: 'suppressed',
  bounced: 'had bounced',
  complained: 'had complained',
  shelf: 'too late to send',
  lapsed: 'too late to send',
  cap: 'too much mail that week',
  overtaken: 'no longer wanted',
  'already-sent': 'had it before',
  restored: 'left out after a restore',
  'no-consent': 'no consent',
  resting: 'resting',
  sunset: 'silent for too long',
  declined: 'switched this topic off',
  paused: 'paused by staff',
  erased: 'erased',
  vanished: 'erased',
};

/** The reason a send step or a newsletter was passed; a code without words is its own words. */
export function refusalInWords(reason: string): string {
  return refusals[reason] ?? reason.replaceAll('-', ' ');
}

const ends: Readonly<Record<string, string>> = {
  completed: 'the end of the series',
  quiet: 'the end, without an answer',
};

/** How a walk that goes on like this would end. */
export function endInWords(reason: string): string {
  return ends[reason] ?? `the end: ${refusalInWords(reason)}`;
}

const pauses = {
  everything: 'all marketing mail is paused',
  journey: 'the journey is paused',
  step: 'this step is paused',
  person: 'she is paused',
} as const;

export function pauseInWords(what: keyof typeof pauses): string {
  return pauses[what];
}

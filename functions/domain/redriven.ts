// What became of given-up e-mails that somebody wanted sent again: counted, and in words.

/**
 * Why one was left as it is: she has come to a later step since; she stands at this step already, or had it from another
 * batch; she is not to be mailed, or her series has ended; her journey has no such step any more; she was erased.
 */
export const passedFor = ['later', 'already', 'spared', 'stepGone', 'erased'] as const;
export type PassedFor = (typeof passedFor)[number];

export interface Redriven {
  /** E-mails that will be tried again, under all the usual rules. */
  readonly again: number;
  readonly passed: Readonly<Record<PassedFor, number>>;
}

/** How many had each outcome. */
export function countRedriven(outcomes: readonly ('again' | PassedFor)[]): Redriven {
  const count = (wanted: string): number => outcomes.filter((outcome) => outcome === wanted).length;
  const passed = Object.fromEntries(passedFor.map((why) => [why, count(why)])) as Record<PassedFor, number>;
  return { again: count('again'), passed };
}

export function addRedriven(one: Redriven, other: Redriven): Redriven {
  const passed = Object.fromEntries(passedFor.map((why) => [why, one.passed[why] + other.passed[why]]));
  return { again: one.again + other.again, passed: passed as Record<PassedFor, number> };
}

const reasons: Readonly<Record<PassedFor, string>> = {
  later: 'gone on to a later step since',
  already: 'had it since, or are being sent it',
  spared: 'spared, because they left, bounced, rest or have reached the goal',
  stepGone: 'in a journey that has no such step any more',
  erased: 'erased since',
};

/** One sentence for whoever asked; `isPaused` says whether such mail waits for somebody to resume. */
export function redrivenInWords({ again, passed }: Redriven, isPaused: boolean): string {
  const left = passedFor.flatMap((why) => (passed[why] > 0 ? [`${passed[why]} ${reasons[why]}`] : []));
  if (again === 0 && left.length === 0) return 'Nothing of it waits to be sent again.';
  if (again === 0) return `None will be sent again: ${left.join('; ')}.`;
  const when = isPaused ? 'once somebody resumes sending, which is stopped now' : 'within minutes';
  return `${again} will be sent again ${when}, under the usual rules${left.length > 0 ? `; ${left.join('; ')}` : ''}.`;
}

const sparing = {
  confirmation: 'Each gets a confirmation with a new link, unless she has confirmed or left meanwhile.',
  journey: 'Whoever has had a later e-mail of the series, has left or has had her fill is spared.',
  broadcast: 'Whoever has left meanwhile is spared, and whoever has had her fill waits for it.',
};

/** One sentence for whoever is asked, before it is counted. */
export function sparingInWords(kind: keyof typeof sparing): string {
  return sparing[kind];
}

// One line of the doctor's report, and how checks that look at one thing after the other are run.

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly outcome: 'pass' | 'fail' | 'skip';
  /** What was seen. */
  readonly says: string;
  /** What to do about it; for every failure. */
  readonly remedy?: string;
}

export const pass = (check: string, says: string, remedy?: string): Finding =>
  remedy === undefined ? { check, outcome: 'pass', says } : { check, outcome: 'pass', says, remedy };
export const fail = (check: string, says: string, remedy: string): Finding => ({
  check,
  outcome: 'fail',
  says,
  remedy,
});
export const skip = (check: string, says: string, remedy?: string): Finding =>
  remedy === undefined ? { check, outcome: 'skip', says } : { check, outcome: 'skip', says, remedy };

/** What a check could not even ask is a failure with that reason, and the checks after it go on. */
export async function asked(
  check: string,
  remedy: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    const { name, message } = error as Error;
    return [fail(check, message ? `${name}: ${message}` : name, remedy)];
  }
}

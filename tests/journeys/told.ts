// What a told story comes to, whoever tells it: the same words as the story's own expectations.

export interface Told {
  /** Local time and step (or newsletter), in the order sent. */
  readonly sends: readonly string[];
  readonly passed: readonly string[];
  /** By journey, why its walk ended; absent while it goes on. */
  readonly ends: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  readonly tags: readonly string[];
}

// The application's time, as SES's clock would agree with it: asked over HTTP; while the application is down, the last known.
import type { EpochMs } from '../../functions/domain/time.ts';

/** A killed application does not answer, a busy one soon. */
const patienceMs = 2_000;

export class ApplicationClock {
  #origin: string | undefined;
  #last: EpochMs = Date.now();

  /** It was started anew, on another port. */
  follow(origin: string): void {
    this.#origin = origin;
  }

  async now(): Promise<EpochMs> {
    if (this.#origin === undefined) return this.#last;
    try {
      const answer = await fetch(`${this.#origin}/_local/clock`, { signal: AbortSignal.timeout(patienceMs) });
      const { now } = (await answer.json()) as { now: string };
      this.#last = Math.max(this.#last, Date.parse(now));
    } catch {
      // Down, or just killed: its clock does not move meanwhile.
    }
    return this.#last;
  }
}

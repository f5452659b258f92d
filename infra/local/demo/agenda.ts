// What invented people mean to do, and when: a source and timer of the conductor, so that time stops exactly there.
import { type EpochMs, minuteMs } from '../../../functions/domain/time.ts';
import type { Source, Timer } from '../clock/conductor.ts';

/** People's deeds are gathered into steps of this length: fewer stops, and nobody can tell. */
const stepMs = 5 * minuteMs;

type Deed = () => Promise<unknown>;

export class Agenda implements Source, Timer {
  private readonly deeds = new Map<EpochMs, Deed[]>();

  constructor(private readonly now: () => EpochMs) {}

  /** At the step at or after `at`. */
  plan(at: EpochMs, deed: Deed): void {
    this.planExactly(Math.ceil(at / stepMs) * stepMs, deed);
  }

  /** To the millisecond: for machines. */
  planExactly(at: EpochMs, deed: Deed): void {
    this.deeds.set(at, [...(this.deeds.get(at) ?? []), deed]);
  }

  nextAt(): EpochMs | undefined {
    let first: EpochMs | undefined;
    for (const at of this.deeds.keys()) if (first === undefined || at < first) first = at;
    return first;
  }

  async work(): Promise<number> {
    const now = this.now();
    const due = [...this.deeds].filter(([at]) => at <= now).sort(([one], [other]) => one - other);
    for (const [at] of due) this.deeds.delete(at);
    const deeds = due.flatMap(([, list]) => list);
    for (const deed of deeds) await deed();
    return deeds.length;
  }
}

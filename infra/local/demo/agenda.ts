// What invented people mean to do, and when: a source and timer of the conductor, so that time stops exactly there.
import { type EpochMs, hourMs, minuteMs } from '../../../functions/domain/time.ts';
import type { Source, Timer } from '../clock/conductor.ts';

/** People's deeds are gathered into steps of this length: time stops less often. */
const stepMs = 30 * minuteMs;

type Deed = () => Promise<unknown>;

export class Agenda implements Source, Timer {
  private readonly deeds = new Map<EpochMs, Deed[]>();

  constructor(private readonly now: () => EpochMs) {}

  /** At the step at or after `at`, its minutes a little different every hour. */
  plan(at: EpochMs, deed: Deed): void {
    const jitterMs = ((Math.floor(at / hourMs) * 7) % 23) * minuteMs;
    this.planExactly(Math.ceil((at - jitterMs) / stepMs) * stepMs + jitterMs, deed);
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

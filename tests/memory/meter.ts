// A meter that remembers what it was told.
import type { Flow } from '../../functions/domain/flow.ts';
import type { Meter, Readings } from '../../functions/ports/meter.ts';

/** A year of simulated minutes would fill the memory with readings that nobody looks at. */
const remembered = 1_000;

export class MemoryMeter implements Meter {
  readonly readings: Partial<Readings>[] = [];
  readonly flow: Partial<Record<keyof Flow, number>> = {};

  read(readings: Partial<Readings>): void {
    this.readings.push(readings);
    if (this.readings.length > remembered) this.readings.shift();
  }

  count(flow: Flow): void {
    for (const [name, count] of Object.entries(flow)) {
      this.flow[name as keyof Flow] = (this.flow[name as keyof Flow] ?? 0) + count;
    }
  }
}

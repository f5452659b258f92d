// What every engine of the local runner is: something that was started and can be ended. `Started` ends them in reverse.

export interface Ending {
  end(): void | Promise<void>;
}

/** Collects what was started, so that it can be ended in reverse, also after a start that failed half-way. */
export class Started implements Ending {
  private readonly endings: Ending[] = [];
  private ended: Promise<void> | undefined;

  add<Engine extends Ending>(engine: Engine): Engine {
    this.endings.push(engine);
    return engine;
  }

  /** Ends everything once, last started first; throws what went wrong only after all had their turn. */
  end(): Promise<void> {
    this.ended ??= this.endAll();
    return this.ended;
  }

  private async endAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const engine of this.endings.toReversed()) {
      try {
        await engine.end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some engines did not end cleanly.');
  }
}

// Who keeps time still: the clock jumps only while no request is in flight. A jump that waits long holds new requests
// back for a moment, so that a steady stream of them cannot stop time for ever.
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 250;
/** New requests wait no longer than this, in case one in flight waits for another. */
const holdLimitMs = 1_000;

export class InFlight {
  private count = 0;
  private idleWaiters: (() => void)[] = [];
  private held: Promise<void> | undefined;

  /** Runs a request during which time stands still. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.held) await Promise.race([this.held, sleep(holdLimitMs, undefined, { ref: false })]);
    this.count++;
    try {
      return await work();
    } finally {
      this.count--;
      if (this.count === 0) for (const wake of this.idleWaiters.splice(0)) wake();
    }
  }

  /** Runs `jump` (synchronously) at a moment without requests. */
  async whenIdle(jump: () => void): Promise<void> {
    const patience = new AbortController();
    let release = (): void => {};
    const hold = sleep(patienceMs, undefined, { signal: patience.signal, ref: false }).then(
      () => {
        this.held = new Promise((resolve) => {
          release = resolve;
        });
      },
      () => {},
    );
    while (this.count > 0) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
    jump();
    patience.abort();
    await hold;
    this.held = undefined;
    release();
  }
}

// The shared pace, the account it asks and the switch that pauses sending, in memory.
import type { SendingControl } from '../../functions/domain/control.ts';
import {
  type Brake,
  brake,
  limitsOf,
  type MailKind,
  type PaceRules,
  type Quota,
  type Reserved,
  refusedMinutes,
  reserve,
  safeQuota,
  shareNow,
  usedInDay,
  withQuota,
} from '../../functions/domain/pacing.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { Account } from '../../functions/ports/account.ts';
import type { Control } from '../../functions/ports/control.ts';
import type { Meter } from '../../functions/ports/meter.ts';
import type { Pace, PaceView } from '../../functions/ports/pace.ts';
import { MemoryMeter } from './meter.ts';
import { copy, type MemoryState } from './state.ts';

export class MemoryAccount implements Account {
  /** Generous until a test says otherwise; undefined: SES does not answer. */
  granted: Omit<Quota, 'at'> | undefined = {
    ratePerSecond: 500,
    perDay: 1_000_000,
    sentLastDay: 0,
    isProduction: true,
  };

  async quota(now: EpochMs): Promise<Quota | undefined> {
    return this.granted && { ...this.granted, at: now };
  }
}

export class MemoryPace implements Pace {
  constructor(
    private readonly state: MemoryState,
    private readonly account: Account,
    private readonly rules: PaceRules,
    private readonly meter: Meter = new MemoryMeter(),
  ) {}

  async reserve(count: number, kind: MailKind, now: EpochMs): Promise<Reserved> {
    const limits = await this.#limits(now);
    const [reserved, next] = reserve(this.state.pace, { count, kind }, limits, now);
    this.state.pace = next;
    return reserved;
  }

  async brake(cause: Brake, now: EpochMs, unsent?: number, said?: string): Promise<void> {
    this.state.pace = brake(this.state.pace, cause, now, unsent, said);
    const minutes = refusedMinutes(this.state.pace, cause, now);
    if (said !== undefined && minutes !== undefined) this.meter.read({ StuckMinutes: minutes });
  }

  async view(now: EpochMs): Promise<PaceView> {
    const { perDay, ratePerSecond, dayLimit } = await this.#limits(now);
    const { pace } = this.state;
    const { quota = safeQuota, heldUntil = 0, heldFor, heldSaid } = pace;
    const held = heldUntil > now ? { heldUntil, ...(heldFor && { heldFor }), ...(heldSaid && { heldSaid }) } : {};
    return {
      quota,
      ratePerSecond: ratePerSecond * shareNow(pace, now),
      perDay: Number.isFinite(perDay) ? perDay : undefined,
      dayLimit,
      usedInDay: usedInDay(pace, now),
      share: shareNow(pace, now),
      ...held,
    };
  }

  async #limits(now: EpochMs) {
    const fresh = this.state.pace.quota === undefined ? await this.account.quota(now) : undefined;
    if (fresh) this.state.pace = withQuota(this.state.pace, fresh);
    return limitsOf(this.state.pace.quota ?? safeQuota, this.rules, now);
  }
}

export class MemoryControl implements Control {
  constructor(private readonly state: MemoryState) {}

  async get(): Promise<SendingControl> {
    return copy(this.state.control);
  }

  async save(control: SendingControl): Promise<boolean> {
    if (this.state.control.rev !== control.rev) return false;
    this.state.control = { ...copy(control), rev: control.rev + 1 };
    return true;
  }
}

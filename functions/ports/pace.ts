// Asking for leave to send: everybody who sends shares one pace, fed by what SES grants the account.
import type { Brake, DayLimit, HoldReason, MailKind, Quota, Reserved } from '../domain/pacing.ts';
import type { EpochMs } from '../domain/time.ts';

/** For staff: how fast mail may leave now and what of the day is used. */
export interface PaceView {
  readonly quota: Quota;
  /** What SES grants, braked. */
  readonly ratePerSecond: number;
  /** Undefined: no limit. */
  readonly perDay: number | undefined;
  readonly dayLimit: DayLimit;
  readonly usedInDay: number;
  /** Share of the rate in use; below one after SES throttled, or just after a resume. */
  readonly share: number;
  readonly heldUntil?: EpochMs;
  readonly heldFor?: HoldReason;
  /** What SES said, as `ses-access-denied`. */
  readonly heldSaid?: string;
}

export interface Pace {
  /** Grants some or all of `count` recipients; transactional mail is always granted, and counted. */
  reserve(count: number, kind: MailKind, now: EpochMs): Promise<Reserved>;
  /**
   * SES throttled or refused (or sending was resumed): slower from here on, or not at all for a while. `unsent` of
   * what was granted never left, and is counted no more; `said` is SES's reason.
   */
  brake(cause: Brake, now: EpochMs, unsent?: number, said?: string): Promise<void>;
  view(now: EpochMs): Promise<PaceView>;
}

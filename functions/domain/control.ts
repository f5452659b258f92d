// Whether mail may leave at all: one switch that staff, the reputation's guard and an operator share.
import type { EpochMs } from './time.ts';

/** Why sending is paused, in the words that the pages translate. */
export type PauseReason = 'emergency-stop' | 'bounces' | 'complaints' | 'restore';

/** What a day's mail counted when staff resumed: only what comes on top of it is judged afterwards. */
export interface Baseline {
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

export interface SendingControl {
  readonly rev: number;
  readonly paused: boolean;
  /** The last change: why, by whom, when. `by` is a staff address, `operator` or `afterglow`. */
  readonly reason?: PauseReason;
  readonly by?: string;
  readonly at?: EpochMs;
  /** False: not even mail people asked for just now leaves. */
  readonly marketingOnly: boolean;
  /** What staff should know besides: the rate that was passed. */
  readonly detail?: string;
  readonly baseline?: Baseline;
  /**
   * The table was restored from a backup: until an operator has decided what becomes of the gap, nothing moves at all, so
   * that what was due stays recognisable by its time.
   */
  readonly awaitsReconcile?: boolean;
}

export const freeSending: SendingControl = { rev: 0, paused: false, marketingOnly: true };

/** How often what is paused looks whether it still is; nothing hurries after a resume. */
export const pauseLookMs = 30 * 60_000;
export const transactionalLookMs = 5 * 60_000;

export function marketingPaused(control: SendingControl): boolean {
  return control.paused;
}

export function transactionalPaused(control: SendingControl): boolean {
  return control.paused && !control.marketingOnly;
}

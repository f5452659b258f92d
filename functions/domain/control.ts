// Whether mail may leave at all: one switch that staff, the reputation's guard and an operator share.
import type { Subject } from './batch.ts';
import type { EpochMs } from './time.ts';

/** Why sending is paused, in the words that the pages translate. */
export type PauseReason = 'emergency-stop' | 'bounces' | 'complaints' | 'restore';

/** One order to stop. */
export interface Stop {
  readonly reason: PauseReason;
  /** A staff address, `operator` or `afterglow`. */
  readonly by: string;
  readonly at: EpochMs;
  /** Why, in somebody's own words. */
  readonly detail?: string;
  /** Also what people asked for just now: confirmations, downloads. */
  readonly everything: boolean;
}

/** What a day's mail had counted when staff resumed. */
export interface DayTally {
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** Of the day staff resumed and of those before it: only what comes on top is judged afterwards. */
export interface Baseline extends DayTally {
  /**
   * The rest of the judged week, because the rest of an issue is counted by the day it was cut off. Absent in baselines
   * from before it was kept: then earlier days are not judged.
   */
  readonly earlier?: readonly DayTally[];
}

/** A journey, or one step of it, that staff paused while everything else goes on. */
export interface PausedPart {
  readonly journeyId: string;
  /** Id of a send step; absent where the whole journey is paused. */
  readonly step?: string;
  /** A staff address, or `operator`. */
  readonly by: string;
  readonly at: EpochMs;
}

/** So many parts may be paused at a time: they are read before every call. */
export const maxPausedParts = 100;

export interface SendingControl {
  readonly rev: number;
  readonly paused: boolean;
  /**
   * Why, by whom and when it was paused, by the first who did, or by whom and when it was resumed. `by` is a staff address,
   * `operator` or `afterglow`.
   */
  readonly reason?: PauseReason;
  readonly by?: string;
  readonly at?: EpochMs;
  /** False: not even mail people asked for just now leaves. */
  readonly marketingOnly: boolean;
  /** What staff should know besides: the rate that was passed, or why somebody stopped it, in her own words. */
  readonly detail?: string;
  /** Stops since the first that said something new, in their order: whoever resumes must know of all. */
  readonly further?: readonly Stop[];
  readonly baseline?: Baseline;
  /**
   * The table was restored from a backup: until an operator has decided what becomes of the gap, nothing moves at all, so
   * that what was due stays recognisable by its time.
   */
  readonly awaitsReconcile?: boolean;
  /** When the table was marked as restored, the earliest first: backups of a restored table bear its marks. */
  readonly restoredAt?: readonly EpochMs[];
  /** Longest paused first; a pause of everything leaves them as they are. */
  readonly parts?: readonly PausedPart[];
}

export const freeSending: SendingControl = { rev: 0, paused: false, marketingOnly: true };

/** How often what is paused looks whether it still is; the tick hints at its batches when somebody has resumed. */
export const pauseLookMs = 30 * 60_000;
export const transactionalLookMs = 5 * 60_000;

/** Older marks of a restored table than so many say nothing about any backup that is kept. */
const maxMarks = 20;
/** Later ones than so many push out the earliest, never the first. */
const maxFurther = 10;

/** A stop never weakens one that stands, nor hides why it was made. Answers the very same control where it says nothing new. */
export function withStop(control: SendingControl, stop: Stop): SendingControl {
  const { reason, by, at, detail, everything } = stop;
  const marks = [...(control.restoredAt ?? []), at].slice(-maxMarks);
  const awaits = reason === 'restore' && { awaitsReconcile: true, restoredAt: marks };
  if (!control.paused) {
    const { detail: _detail, further: _further, ...rest } = control;
    return { ...rest, paused: true, reason, by, at, ...(detail && { detail }), marketingOnly: !everything, ...awaits };
  }
  const { further = [], marketingOnly } = control;
  const isStronger = (everything && marketingOnly) || (reason === 'restore' && !control.awaitsReconcile);
  const isSaid = [control, ...further].some(
    (one) => one.reason === reason && (detail === undefined || one.detail === detail),
  );
  // A mark is new each time: the backup may hold an earlier one.
  if (!isStronger && isSaid) return awaits ? { ...control, ...awaits } : control;
  return {
    ...control,
    marketingOnly: marketingOnly && !everything,
    ...awaits,
    further: [...further, stop].slice(-maxFurther),
  };
}

export type PartName = Pick<PausedPart, 'journeyId' | 'step'>;

/** The pause that keeps a step from being sent: its own, or its journey's. */
export function pausedPart({ parts = [] }: SendingControl, wanted: Required<PartName>): PausedPart | undefined {
  const ofJourney = parts.filter(({ journeyId }) => journeyId === wanted.journeyId);
  return ofJourney.find(({ step }) => step === undefined) ?? ofJourney.find(({ step }) => step === wanted.step);
}

/** Pausing what is paused already keeps the first pause, so that repeating it changes nothing. */
export function withPart(control: SendingControl, part: PausedPart): SendingControl {
  const { parts = [] } = control;
  return parts.some((one) => isSamePart(one, part)) ? control : { ...control, parts: [...parts, part] };
}

export function withoutPart(control: SendingControl, part: PartName): SendingControl {
  const { parts = [], ...rest } = control;
  const left = parts.filter((one) => !isSamePart(one, part));
  return left.length === parts.length ? control : { ...rest, ...(left.length > 0 && { parts: left }) };
}

function isSamePart(one: PartName, other: PartName): boolean {
  return one.journeyId === other.journeyId && one.step === other.step;
}

/** What keeps a step from leaving for one person, the widest pause first. */
export interface PauseOn {
  readonly what: 'everything' | 'journey' | 'step' | 'person';
  readonly since?: EpochMs;
  readonly by?: string;
}

/** `pausedSince` is the subscriber's. */
export function pauseOn(
  control: SendingControl,
  wanted: Required<PartName>,
  pausedSince: EpochMs | undefined,
): PauseOn | undefined {
  if (marketingPaused(control)) {
    const { at: since, by } = control;
    return { what: 'everything', ...(since !== undefined && { since }), ...(by && { by }) };
  }
  const part = pausedPart(control, wanted);
  if (part) return { what: part.step === undefined ? 'journey' : 'step', since: part.at, by: part.by };
  return pausedSince === undefined ? undefined : { what: 'person', since: pausedSince };
}

/** So long the tick hints at what was paused. */
const wakingMs = 5 * 60_000;

/** Whether somebody resumed a few minutes ago. */
export function hasJustResumed({ paused, at }: SendingControl, now: EpochMs): boolean {
  return !paused && at !== undefined && now - at < wakingMs;
}

export function marketingPaused(control: SendingControl): boolean {
  return control.paused;
}

/** Whether everything is paused, or what this mail belongs to. */
export function isPaused(control: SendingControl, subject: Subject): boolean {
  return marketingPaused(control) || (subject.kind === 'journey' && pausedPart(control, subject) !== undefined);
}

export function transactionalPaused(control: SendingControl): boolean {
  return control.paused && !control.marketingOnly;
}

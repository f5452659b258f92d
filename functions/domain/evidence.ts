// Evidence: what came back for one slot in opens and clicks. Grades are computed from it, never stored.
import type { EpochMs } from './time.ts';

export type Grade = 'human' | 'likely-human' | 'machine' | 'unknown';

export interface EvidenceEvent {
  readonly kind: 'open' | 'click';
  readonly at: EpochMs;
  readonly userAgent: string;
  /** Shortened to /24 or /48 before it is stored. */
  readonly ip: string;
  /** Index into the render's link table; clicks only. */
  readonly link?: number;
  /** HEAD (`:method`), the decoy (`:decoy`), prefetch purpose and the like; lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kept of one slot: the first and the last ones of each kind, so that a flood on the pixel pushes out no click. */
export const maxEvidenceEvents: Readonly<Record<EvidenceEvent['kind'], number>> = { open: 12, click: 24 };

export interface SlotEvidence {
  readonly batchId: string;
  readonly slot: number;
  readonly rev: number;
  /** Distinct, sorted by time and then content; bounded to the first and the last ones. */
  readonly events: readonly EvidenceEvent[];
}

/** How an open or click is taken, with the reasons as codes. */
export interface Graded {
  readonly grade: Grade;
  readonly confidence: number;
  readonly reasons: readonly string[];
}

/** Commutative, idempotent merge: the union of both lists, bounded. */
export function mergeEvents(known: readonly EvidenceEvent[], added: readonly EvidenceEvent[]): EvidenceEvent[] {
  const distinct = new Map<string, EvidenceEvent>();
  for (const event of [...known, ...added]) distinct.set(eventKey(event), event);
  const sorted = [...distinct].sort(([a, x], [b, y]) => x.at - y.at || (a < b ? -1 : 1)).map(([, event]) => event);
  const kept = new Set([...ends(sorted, 'open'), ...ends(sorted, 'click')]);
  return sorted.filter((event) => kept.has(event));
}

function ends(sorted: readonly EvidenceEvent[], kind: EvidenceEvent['kind']): readonly EvidenceEvent[] {
  const ours = sorted.filter((event) => event.kind === kind);
  const half = maxEvidenceEvents[kind] / 2;
  return ours.length <= 2 * half ? ours : [...ours.slice(0, half), ...ours.slice(-half)];
}

function eventKey(event: EvidenceEvent): string {
  return JSON.stringify([
    event.at,
    event.kind,
    event.link ?? -1,
    event.ip,
    event.userAgent,
    Object.entries(event.headers ?? {}).sort(),
  ]);
}

/** What steers a journey about one send step. */
export interface StepEngagement {
  readonly opened: boolean;
  /** A relay fetched the picture, as Apple Mail's does whether or not anyone looks: no open, and no proof of none. */
  readonly unknowable?: boolean;
  /** Link indexes clicked by a likely human, each with the latest time. */
  readonly clicks: ReadonlyMap<number, EpochMs>;
  /** The last evidence is younger than the hold: a burst may not have been seen whole. */
  readonly heldUntil?: EpochMs;
}

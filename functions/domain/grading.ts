// First grading: takes each open and click of one slot for human, likely human, machine or unknown, from the slot's merged
// evidence alone, so that the order in which events came cannot matter. Grades are computed, never stored.
import type { EvidenceEvent, Grade, Graded, SlotEvidence } from './evidence.ts';
import { type EpochMs, minuteMs, secondMs } from './time.ts';
import { classOfAgent } from './user-agents.ts';

/** Proxies prefetch and scanners follow links within this time of delivery; people have hardly seen the mail yet. */
export const machineWindowMs = 10 * secondMs;
/** Links followed within this time of each other count as one burst. */
const burstWindowMs = 2 * secondMs;
/** So many different links in one burst are no reader; two are, when this close together. */
const burstLinks = 3;
const pairWindowMs = 1 * secondMs;
/** From here on a reader has had time to read. */
const readingMs = minuteMs;

export interface SlotGrades {
  /** The best of the slot's opens; a person's click vouches for an open that says nothing by itself. */
  readonly opens?: Graded;
  /** The best click per link. */
  readonly clicks: ReadonlyMap<number, Graded>;
  /** The best of all clicks. */
  readonly bestClick?: Graded;
  /** In the order of the evidence's events. */
  readonly perEvent: readonly Graded[];
}

/** Grades the evidence of one slot. `deliveredAt` in epoch ms; `linkCount` is the size of the render's link table. */
export function gradeSlot(
  evidence: Pick<SlotEvidence, 'events'>,
  deliveredAt: EpochMs | undefined,
  linkCount?: number,
): SlotGrades {
  const { events } = evidence;
  const perEvent = events.map((event) => gradeEvent(event, events, deliveredAt, linkCount));
  const clicks = new Map<number, Graded>();
  let opens: Graded | undefined;
  let bestClick: Graded | undefined;
  for (const [index, event] of events.entries()) {
    const graded = perEvent[index] as Graded;
    if (event.kind === 'open') opens = better(opens, graded);
    else {
      clicks.set(event.link ?? -1, better(clicks.get(event.link ?? -1), graded));
      bestClick = better(bestClick, graded);
    }
  }
  const vouched = opens && bestClick && steers(bestClick.grade) ? vouchedFor(opens, bestClick) : opens;
  return { clicks, perEvent, ...(vouched && { opens: vouched }), ...(bestClick && { bestClick }) };
}

/** Only these two steer a journey. */
export function steers(grade: Grade): boolean {
  return grade === 'human' || grade === 'likely-human';
}

/** Grades one event among all the slot's events (itself included). */
export function gradeEvent(
  event: EvidenceEvent,
  events: readonly EvidenceEvent[],
  deliveredAt: EpochMs | undefined,
  linkCount?: number,
): Graded {
  const sinceMs = deliveredAt === undefined ? undefined : event.at - deliveredAt;
  return (
    machineRequest(event) ??
    burst(event, events, linkCount) ??
    (event.kind === 'open' ? gradeOpen(event, sinceMs) : gradeClick(event, sinceMs))
  );
}

const graded = (grade: Grade, confidence: number, ...reasons: string[]): Graded => ({ grade, confidence, reasons });

/** What no person's program asks for: a HEAD, a declared prefetch, an agent that says it is a machine. */
function machineRequest(event: EvidenceEvent): Graded | undefined {
  const method = event.headers?.[':method'] ?? 'GET';
  if (method.toUpperCase() !== 'GET') return graded('machine', 0.95, `asked with ${method.toUpperCase()}, not GET`);
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => event.headers?.[name] ?? '');
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) {
    return graded('machine', 0.95, 'declared as a prefetch');
  }
  if (classOfAgent(event.userAgent) === 'machine') return graded('machine', 0.95, 'the agent says it is a machine');
  return undefined;
}

/** A scanner follows many links at once; an event from the same network in that moment belongs to it. */
function burst(event: EvidenceEvent, events: readonly EvidenceEvent[], linkCount?: number): Graded | undefined {
  if (event.kind === 'click' && isBurst(event, events, linkCount)) {
    return graded('machine', 0.9, 'several links followed at once');
  }
  const fellow = events.some(
    (other) =>
      other.kind === 'click' &&
      other.ip === event.ip &&
      Math.abs(other.at - event.at) <= burstWindowMs &&
      (isBurst(other, events, linkCount) || isProbe(other)),
  );
  return fellow ? graded('machine', 0.85, 'came with a burst of links or a HEAD from the same network') : undefined;
}

const isProbe = (event: EvidenceEvent): boolean => (event.headers?.[':method'] ?? 'GET').toUpperCase() === 'HEAD';

function isBurst(click: EvidenceEvent, events: readonly EvidenceEvent[], linkCount?: number): boolean {
  const linksWithin = (windowMs: number): number =>
    new Set(
      events
        .filter((other) => other.kind === 'click' && Math.abs(other.at - click.at) <= windowMs)
        .map((other) => other.link ?? -1),
    ).size;
  if (linksWithin(pairWindowMs) >= 2 || linksWithin(burstWindowMs) >= burstLinks) return true;
  return linkCount !== undefined && linkCount > 1 && linksWithin(machineWindowMs) >= linkCount;
}

function gradeOpen(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  const tooSoon = sinceMs !== undefined && sinceMs < machineWindowMs;
  switch (classOfAgent(event.userAgent)) {
    case 'apple-relay':
      return graded('unknown', 0.9, 'a privacy relay preloads images whether or not anyone looks');
    case 'gmail-prefetch':
      return graded('machine', 0.95, "Gmail's prefetch agent");
    case 'image-proxy':
      if (sinceMs === undefined) return graded('unknown', 0.5, 'an image proxy, and no delivery time to judge it by');
      return tooSoon
        ? graded('machine', 0.85, 'an image proxy within seconds of delivery')
        : graded('likely-human', 0.85, 'an image proxy fetched it for a person');
    case 'outlook':
      return graded('likely-human', tooSoon ? 0.6 : 0.85, 'Outlook drew the mail for a person');
    case 'person':
      return tooSoon
        ? graded('unknown', 0.5, 'within seconds of delivery, too soon to tell')
        : graded('likely-human', 0.85, 'a mail program or browser showed the image');
    default:
      return graded('unknown', 0.5, 'the agent says nothing of itself');
  }
}

function gradeClick(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  if (sinceMs !== undefined && sinceMs < machineWindowMs) {
    return graded('machine', 0.8, 'followed within seconds of delivery');
  }
  if (classOfAgent(event.userAgent) !== 'person' && classOfAgent(event.userAgent) !== 'outlook') {
    return graded('unknown', 0.6, 'not followed by a browser');
  }
  if (sinceMs === undefined) return graded('likely-human', 0.7, 'one link in a browser, delivery time unknown');
  return sinceMs < readingMs
    ? graded('likely-human', 0.75, 'one link in a browser, soon after delivery')
    : graded('human', 0.9, 'one link in a browser, with time to read');
}

function vouchedFor(open: Graded, click: Graded): Graded {
  if (rank[open.grade] >= rank[click.grade]) return open;
  return { grade: click.grade, confidence: click.confidence, reasons: ['she clicked, so she read', ...click.reasons] };
}

const rank: Readonly<Record<Grade, number>> = { human: 3, 'likely-human': 2, unknown: 1, machine: 0 };

/** The better grade, then the surer one; equals keep the first, which the sorted evidence makes the same one always. */
export function better(known: Graded | undefined, other: Graded): Graded {
  if (!known) return other;
  const ahead = rank[other.grade] - rank[known.grade] || other.confidence - known.confidence;
  return ahead > 0 ? other : known;
}

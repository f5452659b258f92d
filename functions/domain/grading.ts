// Takes each open and click of one slot for human, likely human, machine or unknown, from the slot's merged
// evidence alone, so that the order in which events came cannot matter. Grades are computed, never stored.
import type { EvidenceEvent, Grade, Graded, SlotEvidence } from './evidence.ts';
import { networkOf } from './networks.ts';
import { echoed, isBurst, keepsCompany, methodOf, nearDecoy } from './scanning.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from './time.ts';
import { classOfAgent, isOutdated, namesMailProgram } from './user-agents.ts';

/** Proxies prefetch and scanners follow links within this time of delivery; people have hardly seen the mail yet. */
export const machineWindowMs = 10 * secondMs;
/** From here on a reader has had time to read. */
const readingMs = minuteMs;
/** A reader who waits for the mail opens it, looks, and follows a link no sooner than this after opening. */
const lookMs = 2 * secondMs;
/** A vendor opens suspicious pages for people in its own cloud; before this its scan is the likelier one. */
const isolationMs = hourMs;
/** Somebody who waits for the mail and taps the first link of a preview needs so long at the least. */
const quickMs = 3 * secondMs;
/** What comes from a cloud sooner than this is a sandbox unless it shows a browser's languages. */
const sandboxMs = 10 * minuteMs;
/** The mailbox's clock and ours may differ by so much; what came earlier came before anybody had the mail. */
const clockDifferenceMs = minuteMs;
/** Nothing is concluded from what comes this long after the mail. */
const longAfterMs = 365 * dayMs;

export interface SlotGrades {
  /** The best of the slot's opens; a person's click vouches for them, whoever fetched the picture: a proxy may keep it for her. */
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

/**
 * Grades one event among all the slot's events (itself included). Reasons are codes; docs/tracking.md tells what each rests on.
 */
export function gradeEvent(
  event: EvidenceEvent,
  events: readonly EvidenceEvent[],
  deliveredAt: EpochMs | undefined,
  linkCount?: number,
): Graded {
  const plain = gradePlainly(event, events, deliveredAt, linkCount);
  if (event.kind === 'open' || !steers(plain.grade)) return plain;
  const sounds = (other: EvidenceEvent) => steers(gradePlainly(other, events, deliveredAt, linkCount).grade);
  return echoed(event, events).some(sounds) ? graded('machine', 0.75, 'echo-of-a-click') : plain;
}

/** As `gradeEvent`, blind to echoes. */
function gradePlainly(
  event: EvidenceEvent,
  events: readonly EvidenceEvent[],
  deliveredAt: EpochMs | undefined,
  linkCount?: number,
): Graded {
  const sinceMs = deliveredAt === undefined ? undefined : event.at - deliveredAt;
  return (
    machineRequest(event) ??
    scanned(event, events, linkCount) ??
    fromScanner(event, sinceMs) ??
    outOfTime(sinceMs) ??
    (event.kind === 'open' ? gradeOpen(event, sinceMs) : gradeClick(event, events, sinceMs))
  );
}

const graded = (grade: Grade, confidence: number, ...reasons: string[]): Graded => ({ grade, confidence, reasons });

/** What no person's program asks for: a HEAD, a declared prefetch, an agent or a network that says it is a machine's. */
function machineRequest(event: EvidenceEvent): Graded | undefined {
  if (methodOf(event) !== 'GET') return graded('machine', 0.95, 'not-get');
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => event.headers?.[name] ?? '');
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) {
    return graded('machine', 0.95, 'declared-prefetch');
  }
  return classOfAgent(event.userAgent) === 'machine' ? graded('machine', 0.95, 'machine-agent') : undefined;
}

/** A mail security vendor's network. Hours later, with a browser's languages, it may be a person whom the vendor browses for. */
function fromScanner(event: EvidenceEvent, sinceMs: number | undefined): Graded | undefined {
  if (networkOf(event.ip) !== 'scanner') return undefined;
  const mayBeIsolation =
    event.kind === 'click' && namesLanguages(event) && sinceMs !== undefined && sinceMs > isolationMs;
  return mayBeIsolation
    ? graded('unknown', 0.6, 'scanner-network', 'names-languages')
    : graded('machine', 0.9, 'scanner-network');
}

/** A scanner follows many links at once; an event from the same network in that moment belongs to it. */
function scanned(event: EvidenceEvent, events: readonly EvidenceEvent[], linkCount?: number): Graded | undefined {
  if (nearDecoy(event, events)) return graded('machine', 0.95, 'decoy');
  if (event.kind === 'click' && isBurst(event, events, linkCount)) return graded('machine', 0.9, 'burst-of-links');
  return keepsCompany(event, events, linkCount) ? graded('machine', 0.85, 'company-of-a-burst') : undefined;
}

/** Whether an open or click came before the e-mail was made, or so long after it that nothing is concluded from it. */
export function isAbsurdlyTimed(at: EpochMs, madeAt: EpochMs): boolean {
  return at < madeAt - clockDifferenceMs || at > madeAt + longAfterMs;
}

function outOfTime(sinceMs: number | undefined): Graded | undefined {
  if (sinceMs === undefined) return undefined;
  if (sinceMs < -clockDifferenceMs) return graded('machine', 0.8, 'before-delivery');
  return sinceMs > longAfterMs ? graded('unknown', 0.5, 'long-after') : undefined;
}

/** Browsers name the reader's languages; most scanners that borrow a browser's agent do not. */
const namesLanguages = (event: EvidenceEvent): boolean => event.headers?.['accept-language'] !== undefined;

function gradeOpen(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  const tooSoon = sinceMs !== undefined && sinceMs < machineWindowMs;
  const agent = classOfAgent(event.userAgent);
  switch (agent) {
    case 'apple-relay':
      return graded('unknown', 0.9, 'privacy-relay');
    case 'gmail-prefetch':
      return graded('machine', 0.95, 'gmail-prefetch');
    case 'image-proxy':
      if (sinceMs === undefined) return graded('unknown', 0.5, 'image-proxy', 'no-delivery-time');
      return tooSoon
        ? graded('machine', 0.85, 'image-proxy', 'too-soon')
        : graded('likely-human', 0.85, 'image-proxy', 'time-to-read');
    case 'outlook':
      return graded('likely-human', tooSoon ? 0.6 : 0.85, 'outlook');
    case 'person':
    case 'mail-program':
      return openInProgram(event, sinceMs);
    default:
      return graded('unknown', 0.5, 'nameless-agent');
  }
}

function openInProgram(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  const tooSoon = sinceMs !== undefined && sinceMs < machineWindowMs;
  switch (networkOf(event.ip)) {
    case 'relay':
      // Apple's mail program as its relays lend it; a browser names Safari or itself as well.
      if (/\(KHTML, like Gecko\)(?: Mobile\/\w+)?$/.test(event.userAgent))
        return graded('unknown', 0.8, 'privacy-relay');
      break;
    case 'webmail':
      if (sinceMs === undefined) return graded('unknown', 0.5, 'webmail-network', 'no-delivery-time');
      return tooSoon
        ? graded('machine', 0.8, 'webmail-network', 'too-soon')
        : graded('likely-human', 0.75, 'webmail-network', 'time-to-read');
    case 'cloud':
      return openInCloud(event, sinceMs);
  }
  if (!tooSoon) return graded('likely-human', 0.85, 'mail-program-or-browser');
  return namesMailProgram(event.userAgent) && sinceMs >= lookMs
    ? graded('likely-human', 0.6, 'mail-program', 'soon')
    : graded('unknown', 0.5, 'too-soon');
}

function openInCloud(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  if (sinceMs !== undefined && sinceMs < readingMs) return graded('machine', 0.75, 'cloud-network', 'too-soon');
  return namesLanguages(event)
    ? graded('likely-human', 0.65, 'cloud-network', 'names-languages')
    : graded('unknown', 0.6, 'cloud-network');
}

function gradeClick(event: EvidenceEvent, events: readonly EvidenceEvent[], sinceMs: number | undefined): Graded {
  const tooSoon = sinceMs !== undefined && sinceMs < machineWindowMs;
  const opened = openedHereBefore(event, events);
  if (tooSoon && !opened && !(sinceMs >= quickMs && looksHomely(event))) return graded('machine', 0.8, 'too-soon');
  const agent = classOfAgent(event.userAgent);
  if (agent === 'program') return graded('machine', 0.8, 'no-browser');
  if (agent !== 'person' && agent !== 'outlook') return graded('unknown', 0.6, 'no-browser');
  const network = networkOf(event.ip);
  if (network === 'cloud' || network === 'webmail') return clickInCloud(event, sinceMs);
  if (!namesLanguages(event)) {
    const soon = sinceMs !== undefined && sinceMs < readingMs;
    if (isOutdated(event.userAgent, event.at)) return graded(soon ? 'machine' : 'unknown', 0.7, 'outdated-browser');
    const accept = event.headers?.accept;
    if (accept === '*/*' || (accept !== undefined && soon)) return graded('unknown', 0.6, 'no-browsers-headers');
  }
  if (tooSoon) return graded('likely-human', 0.6, opened ? 'opened-here-before' : 'names-languages', 'soon');
  if (sinceMs === undefined) return graded('likely-human', 0.7, 'one-link', 'no-delivery-time');
  return sinceMs < readingMs
    ? graded('likely-human', 0.75, 'one-link', 'soon')
    : graded('human', 0.9, 'one-link', 'time-to-read');
}

function clickInCloud(event: EvidenceEvent, sinceMs: number | undefined): Graded {
  const soon = sinceMs !== undefined && sinceMs < readingMs;
  if (namesLanguages(event) && !soon) return graded('likely-human', 0.65, 'cloud-network', 'names-languages');
  return sinceMs !== undefined && sinceMs < sandboxMs
    ? graded('machine', 0.8, 'cloud-network', 'soon')
    : graded('unknown', 0.6, 'cloud-network');
}

/** A browser that shows its reader's languages, from a network where people are. */
function looksHomely(event: EvidenceEvent): boolean {
  const isScripted = event.headers?.['accept-language'] === '*';
  return namesLanguages(event) && !isScripted && isHomely(event.ip) && !isOutdated(event.userAgent, event.at);
}

const isHomely = (ip: string): boolean => ip !== '' && [undefined, 'relay'].includes(networkOf(ip));

/** Whether at the same place, no cloud, the same program or a mail program showed the picture first and a moment passed. */
function openedHereBefore(click: EvidenceEvent, events: readonly EvidenceEvent[]): boolean {
  if (!isHomely(click.ip) || (click.headers && !namesLanguages(click))) return false;
  return events.some(
    (other) =>
      other.kind === 'open' &&
      other.ip === click.ip &&
      (other.userAgent === click.userAgent || namesMailProgram(other.userAgent)) &&
      click.at - other.at >= lookMs &&
      machineRequest(other) === undefined,
  );
}

function vouchedFor(open: Graded, click: Graded): Graded {
  if (rank[open.grade] >= rank[click.grade]) return open;
  return { grade: click.grade, confidence: click.confidence, reasons: ['clicked', ...click.reasons] };
}

const rank: Readonly<Record<Grade, number>> = { human: 3, 'likely-human': 2, unknown: 1, machine: 0 };

/** The better grade, then the surer one; equals keep the first, which the sorted evidence makes the same one always. */
export function better(known: Graded | undefined, other: Graded): Graded {
  if (!known) return other;
  const ahead = rank[other.grade] - rank[known.grade] || other.confidence - known.confidence;
  return ahead > 0 ? other : known;
}

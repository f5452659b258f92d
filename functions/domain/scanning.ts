// The patterns by which a slot's events betray a scanner among them: bursts, sweeps, company of a burst, echoes of a click.
// Each is a question about one event and the whole evidence, so that the order of arrival cannot matter.
import type { EvidenceEvent } from './evidence.ts';
import { minuteMs, secondMs } from './time.ts';

/** Links followed within this time of each other count as one burst. */
const burstWindowMs = 2 * secondMs;
/** So many different links in one burst are no reader; two are, when this close together. */
const burstLinks = 3;
const pairWindowMs = 1 * secondMs;
/** All of an e-mail's links within this time are a scan, however evenly it spaces them. */
const wholeWindowMs = 10 * secondMs;
/** A slower scan: this share of an e-mail's links, and at least so many, within a minute. */
const sweepShare = 0.6;
const sweepLinks = 4;
/** A scanner that a click sets off follows the same link within this time. */
const echoWindowMs = minuteMs;

/** Who asks for what nobody can see is a scanner, and so is what comes from its network so soon before or after. */
const decoyWindowMs = 10 * minuteMs;
/** Among an event's headers: the link was the decoy. */
export const decoyHeader = ':decoy';

/** Whether an event is a request for the decoy, or comes from the network of one in the same minutes. */
export function nearDecoy(event: EvidenceEvent, events: readonly EvidenceEvent[]): boolean {
  const isDecoy = ({ headers }: EvidenceEvent): boolean => headers?.[decoyHeader] !== undefined;
  if (isDecoy(event)) return true;
  return events.some(
    (other) =>
      isDecoy(other) && other.ip !== '' && other.ip === event.ip && Math.abs(other.at - event.at) <= decoyWindowMs,
  );
}

export function methodOf(event: EvidenceEvent): string {
  return (event.headers?.[':method'] ?? 'GET').toUpperCase();
}

/** Whether a click is one of many at once. `linkCount` is the size of the render's link table. */
export function isBurst(click: EvidenceEvent, events: readonly EvidenceEvent[], linkCount?: number): boolean {
  const linksWithin = (windowMs: number): number =>
    new Set(
      events
        .filter((other) => other.kind === 'click' && Math.abs(other.at - click.at) <= windowMs)
        .map((other) => other.link ?? -1),
    ).size;
  if (linksWithin(pairWindowMs) >= 2 || linksWithin(burstWindowMs) >= burstLinks) return true;
  if (linkCount === undefined || linkCount < 2) return false;
  if (linksWithin(wholeWindowMs) >= linkCount) return true;
  return linksWithin(minuteMs) >= Math.max(sweepLinks, Math.ceil(linkCount * sweepShare));
}

/** Whether a burst or a HEAD came from the same network in the same moment. */
export function keepsCompany(event: EvidenceEvent, events: readonly EvidenceEvent[], linkCount?: number): boolean {
  return events.some(
    (other) =>
      other.kind === 'click' &&
      other.ip !== '' &&
      other.ip === event.ip &&
      Math.abs(other.at - event.at) <= burstWindowMs &&
      (methodOf(other) === 'HEAD' || isBurst(other, events, linkCount)),
  );
}

/** The clicks on the same link, shortly before, from another network and another program: this one may be their echo. */
export function echoed(click: EvidenceEvent, events: readonly EvidenceEvent[]): readonly EvidenceEvent[] {
  return events.filter(
    (other) =>
      other.kind === 'click' &&
      other.link === click.link &&
      other.at < click.at &&
      click.at - other.at <= echoWindowMs &&
      other.ip !== click.ip &&
      other.userAgent !== click.userAgent,
  );
}

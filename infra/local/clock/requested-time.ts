// Reads what POST /_local/clock asks for: an ISO duration from now, or an instant.
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { dayMs, type EpochMs } from '../../../functions/domain/time.ts';
import { LocalProblem } from '../http/problems.ts';

const maxAdvanceMs = 5 * 366 * dayMs;

const request = z.union([z.strictObject({ advance: z.string() }), z.strictObject({ to: z.string() })]);

/** The time asked for. Throws LocalProblem (422) with a remedy. */
export function requestedTime(body: unknown, now: EpochMs): EpochMs {
  const read = request.safeParse(body);
  if (!read.success) throw refuse('Send {"advance":"P3D"} or {"to":"2027-01-04T09:00:00Z"}.');
  const to = 'advance' in read.data ? afterDuration(read.data.advance, now) : instant(read.data.to);
  const stands = new Date(now).toISOString();
  if (to < now) throw refuse(`The clock stands at ${stands} and never moves back.`);
  if (to - now > maxAdvanceMs) throw refuse(`The clock stands at ${stands}; advance it by five years at most.`);
  return to;
}

function afterDuration(text: string, now: EpochMs): EpochMs {
  try {
    // In UTC, so that a month or a day means the same whatever zone this machine is in.
    const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC');
    return start.add(Temporal.Duration.from(text)).epochMilliseconds;
  } catch {
    throw refuse(`"advance" must be an ISO duration such as PT1H or P3D, not ${JSON.stringify(text)}.`);
  }
}

function instant(text: string): EpochMs {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw refuse(`"to" must be an instant such as 2027-01-04T09:00:00Z, not ${JSON.stringify(text)}.`);
  }
}

const refuse = (detail: string): LocalProblem => new LocalProblem(422, 'The clock cannot be set so', detail);

// A story: who somebody is, what she does and when, and what she must get. Plain data, read from tests/journeys/stories/*.yaml.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Temporal } from 'temporal-polyfill';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { journeys as built } from '../../.build/journeys.mjs';
import clinicConfig from '../../clinic.config.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { readJourney } from '../../infra/build/journeys.ts';
import { BuildError } from '../../infra/build/problem.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** Each event has a local time: in the zone she is in when the story begins, or in the one she moves to with it. */
const eventSchema = z.strictObject({
  at: z.string().optional(),
  /** What happens while a batch is planned and not sent yet happens at this very moment. */
  planned: z.literal(true).optional(),
  opens: oneOrMore.optional(),
  relay: oneOrMore.optional(),
  clicks: z.string().optional(),
  answers: z.record(z.string(), z.string()).optional(),
  tagged: z.string().optional(),
  tracking: z.boolean().optional(),
  zone: z.string().optional(),
  leaves: z.literal(true).optional(),
  goal: z.literal(true).optional(),
  newsletter: z.string().optional(),
  stops: z.literal(true).optional(),
  resumes: z.literal(true).optional(),
  /** Staff pause the journey of that name, or take it up again. */
  pauses: z.string().optional(),
  unpauses: z.string().optional(),
  enters: z.string().optional(),
  /** The journey of the first part of this name is edited: `letters-edited` takes the place of `letters`. */
  edited: z.string().optional(),
});
export type StoryEvent = z.infer<typeof eventSchema>;

const clinicSchema = z.strictObject({
  window: z.string().optional(),
  daysOff: z.array(z.number()).optional(),
  holidays: z.array(z.string()).optional(),
  quietHours: z.string().optional(),
  cap: z.string().optional(),
});

const storySchema = z.strictObject({
  story: z.string(),
  journeys: oneOrMore,
  /** Local time. */
  begins: z.string(),
  zone: z.string().default('Europe/London'),
  tracked: z.boolean().default(false),
  locale: z.string().optional(),
  subscriber: z.string().default('someone'),
  source: z.string().optional(),
  clinic: clinicSchema.default({}),
  /** What somebody who always reads does after each e-mail. */
  habit: z.strictObject({ opensAfter: z.string().optional(), clicksAfter: z.string().optional() }).optional(),
  events: z.array(eventSchema).default([]),
  until: z.string().optional(),
  /** Why it cannot be told of one walk alone, without the pipeline. */
  pipelineOnly: z.string().optional(),
  sends: z.array(z.string()).default([]),
  /** Passed without sending: `step: reason`. */
  passed: z.array(z.string()).default([]),
  ends: z.record(z.string(), z.string()).default({}),
  notices: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
});
export type Story = z.infer<typeof storySchema> & { readonly file: string };

const folder = fileURLToPath(new URL('stories', import.meta.url));
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort();

const fileSchema = z.strictObject({
  journeys: z.array(z.record(z.string(), z.unknown())).default([]),
  stories: z.array(storySchema),
});

const told = files.map((file) => ({ file, ...fileSchema.parse(parse(readFileSync(join(folder, file), 'utf8'))) }));

export const stories: readonly Story[] = told.flatMap(({ file, stories: own }) =>
  own.map((story) => ({ ...story, file: file.replace('.yaml', '') })),
);

const journeysById = new Map<string, Journey>([
  ...built.map((journey): [string, Journey] => [journey.id, journey]),
  ...told.flatMap(({ file, journeys }) => journeys.map((source) => compiled(file, source))),
]);

/** Stories may use any e-mail's name: what is told here is the walk. */
function compiled(file: string, source: Record<string, unknown>): [string, Journey] {
  const text = stringify(source);
  const names = [...text.matchAll(/(?:send|template): ([a-z-]+)/g)].map(([, name = '']) => name);
  const { journey, problems } = readJourney(`${file} ${source.id}`, text, {
    templates: new Map(names.map((name) => [name, {}])),
  });
  if (!journey) throw new BuildError(problems);
  return [journey.id, journey];
}

export function journeysOf({ journeys }: Pick<Story, 'journeys'>): Journey[] {
  return journeys.map((id) => {
    const journey = journeysById.get(id);
    if (!journey) throw new Error(`No journey "${id}" is told in tests/journeys/stories.`);
    return journey;
  });
}

export function clinicOf({ clinic, zone }: Pick<Story, 'clinic' | 'zone'>): Clinic {
  const [from, to] = (clinic.window ?? '09:00-11:00').split('-') as [string, string];
  const [quietFrom, quietTo] = (clinic.quietHours ?? '').split('-') as [string, string?];
  const [marketing, days] = (clinic.cap ?? '3 in 7').split(' in ').map(Number) as [number, number];
  return {
    ...clinicConfig,
    timeZone: zone,
    sendWindow: { from, to, daysOff: clinic.daysOff ?? [] },
    holidays: clinic.holidays ?? [],
    ...(quietTo !== undefined && { quietHours: { from: quietFrom, to: quietTo } }),
    caps: { marketing, days },
  };
}

/** A local time as an instant; of one that comes twice, the first. `2027-10-31 02:30:00+01:00[Europe/Warsaw]` says which. */
export function instantOf(local: string, zone: string): EpochMs {
  if (local.includes('[')) return Temporal.ZonedDateTime.from(local.replace(' ', 'T')).epochMilliseconds;
  return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds;
}

export function localOf(at: EpochMs, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

/** `10 minutes`, `6 days`. */
export function lengthOf(text: string): number {
  const [count, unit = ''] = text.split(' ');
  const units: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
  return Number(count) * (units[unit.replace(/s$/, '')] as number);
}

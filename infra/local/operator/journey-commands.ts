// `npm run cli -- journey ...`: looking at journeys, trying them, explaining them, pausing them, and changing versions.
import { pathToFileURL } from 'node:url';
import { Temporal } from 'temporal-polyfill';
import clinic from '../../../clinic.config.ts';
import type { Journey } from '../../../functions/domain/journey.ts';
import { type Persona, personas, simulate } from '../../../functions/domain/persona.ts';
import { dayOfJourney, titleOf } from '../../../functions/domain/place.ts';
import { PauseError, pausePart, resumePart } from '../../../functions/usecases/pause-walks.ts';
import { build } from '../../build/build.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';
import { dated, happening } from './journey-words.ts';
import { explainToTerminal, pausePersonFrom, resumePersonFrom } from './person-commands.ts';
import { operatorPorts } from './ports.ts';
import { diffVersions, publishVersions } from './version-commands.ts';
import { writeTo } from './write-file.ts';

interface Part {
  /** How many names may follow it. */
  readonly names: number;
  readonly run: (asked: Asked) => Promise<void>;
}

const parts: Readonly<Record<string, Part>> = {
  simulate: { names: 1, run: simulateJourney },
  draw: { names: 1, run: drawJourney },
  diff: { names: 1, run: diffVersions },
  publish: { names: 0, run: publishVersions },
  explain: { names: 1, run: explainToTerminal },
  pause: { names: 2, run: pauseJourney },
  resume: { names: 2, run: resumeJourney },
};

export const journeyCommands: Readonly<Record<string, Command>> = {
  journey: {
    usage: `journey ${Object.keys(parts).join('|')} ...`,
    does: 'tries, draws, explains, pauses and changes journeys; "journey" alone says how',
    options: {
      persona: { type: 'string' },
      from: { type: 'string' },
      zone: { type: 'string' },
      out: { type: 'string' },
      map: { type: 'string' },
      write: { type: 'string' },
      person: { type: 'string' },
      yes: { type: 'boolean', short: 'y' },
    },
    takesNames: true,
    async run(asked) {
      const [name = '', ...names] = asked.names;
      const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
      if (!part && name !== '') throw new StartProblem(`There is no "journey ${name}".\n${usage}`);
      const surplus = part && names[part.names];
      if (surplus !== undefined)
        throw new StartProblem(`"${surplus}" is one name too many for "journey ${name}".\n${usage}`);
      if (part) await part.run({ ...asked, names });
      else asked.terminal.print(usage);
    },
  },
};

const usage = `journey simulate ID --persona eager|quiet|untracked --from 2027-01-04 --zone Europe/Warsaw
                                       what would be sent, dated; needs no runner
journey draw ID [--out FILE]           the journey as an SVG; needs no runner
journey diff [ID] [--map FILE] [--write FILE]
                                       who stands on which step of which version, and where a map takes them
journey publish --map FILE [--yes]     takes people of earlier versions to this build's, by the map
journey explain ADDRESS-or-ID          what somebody got, what not and why, and what comes next
journey pause ID [STEP] | --person ADDRESS-or-ID
journey resume ID [STEP] | --person ADDRESS-or-ID`;

async function simulateJourney({ names, options, terminal }: Asked): Promise<void> {
  const journey = await builtJourney(names[0]);
  const persona = String(options.persona ?? 'untracked');
  if (!isPersona(persona)) throw new StartProblem(`--persona ${persona} is none of ${personas.join(', ')}.`);
  const zone = zoneNamed(String(options.zone ?? clinic.timeZone));
  const from = momentIn(options.from === undefined ? undefined : String(options.from), zone);
  const { sendWindow, holidays, quietHours } = clinic;
  const rules = { sendWindow, holidays, quietHours };
  const course = simulate(journey, persona, from, { zone, rules, cap: clinic.caps });
  terminal.print(
    `${journey.title}, for ${readers[persona]} (${persona}). She confirms ${dated(from, zone)}, ${zone}; no other mail goes to her.`,
  );
  for (const one of course) {
    const day = `day ${dayOfJourney(from, one.at, zone)}`.padEnd(8);
    terminal.print(`${day} ${dated(one.at, zone)}  ${happening(one)}`);
  }
}

const readers: Readonly<Record<Persona, string>> = {
  eager: 'somebody who opens and clicks everything',
  quiet: 'somebody who opens nothing',
  untracked: 'somebody whose opens nobody may see',
};

const isPersona = (name: string): name is Persona => (personas as readonly string[]).includes(name);

function zoneNamed(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) && name;
  } catch {
    // Intl throws a RangeError for a zone it does not know, and for nothing else.
    throw new StartProblem(`--zone ${name} is no IANA time zone; write one such as Europe/Warsaw.`);
  }
}

const simulatedYears = { first: 1970, last: 2199 };

/** A date means its noon in the zone, a time without zone the one on her wall; nothing means now. */
function momentIn(text: string | undefined, zone: string): number {
  if (text === undefined) return Date.now();
  const moment = momentOf(text, zone);
  if (moment === undefined) {
    throw new StartProblem(
      `--from ${text} is neither a date such as 2027-01-04 nor a moment such as 2027-01-04T21:30 or 2027-01-04T21:30:00Z.`,
    );
  }
  const { first, last } = simulatedYears;
  if (moment.year >= first && moment.year <= last) return moment.epochMilliseconds;
  throw new StartProblem(`--from ${text} lies outside the years ${first} to ${last}.`);
}

function momentOf(text: string, zone: string): Temporal.ZonedDateTime | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text))
      return Temporal.PlainDate.from(text).toZonedDateTime({ timeZone: zone, plainTime: '12:00' });
    if (/^\d{4}-\d{2}-\d{2}[T ][\d:]+$/.test(text)) return Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
    return Temporal.Instant.from(text).toZonedDateTimeISO(zone);
  } catch (error) {
    // Temporal throws a RangeError for what is no date and no moment.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function drawJourney({ names, options, terminal }: Asked): Promise<void> {
  const journey = await builtJourney(names[0]);
  const [{ drawMap }, { themeOf }] = await Promise.all([
    import('../../../functions/web/staff/journey-map.ts'),
    import('../../../functions/web/page/theme.ts'),
  ]);
  const svg = drawMap(journey, undefined, themeOf(clinic.colours), { scheme: 'auto', count: String });
  const out = String(options.out ?? `${journey.id}.svg`);
  writeTo('out', out, svg);
  terminal.print(`${titleOf(journey.id)} is drawn in ${out}; see ${pathToFileURL(out)}`);
}

/** Throws StartProblem for a journey this build lacks. */
async function builtJourney(id: string | undefined): Promise<Journey> {
  await build();
  const { journeys } = await import('../../../.build/journeys.mjs');
  const wanted = id === undefined && journeys.length === 1 ? journeys[0] : journeys.find((one) => one.id === id);
  if (wanted) return wanted;
  const known = journeys.map((one) => one.id).join(', ');
  throw new StartProblem(`There is no journey "${id ?? ''}" in this build; name one of ${known}.`);
}

async function pauseJourney(asked: Asked): Promise<void> {
  if (typeof asked.options.person === 'string') return pausePersonFrom(asked, asked.options.person);
  const part = partOf(asked);
  try {
    await pausePart(await operatorPorts(await asked.target()), part, 'operator');
  } catch (error) {
    if (!(error instanceof PauseError)) throw error;
    throw new StartProblem(error.message);
  }
  asked.terminal.print(`${inWords(part)} is paused: people wait before their next e-mail until you resume.`);
}

async function resumeJourney(asked: Asked): Promise<void> {
  if (typeof asked.options.person === 'string') return resumePersonFrom(asked, asked.options.person);
  const part = partOf(asked);
  const ports = await operatorPorts(await asked.target());
  const { parts: paused = [] } = await ports.control.get();
  if (!paused.some(({ journeyId, step }) => journeyId === part.journeyId && step === part.step)) {
    const known = paused.map((one) => inWords(one)).join(', ') || 'no journey and no step';
    throw new StartProblem(`${inWords(part)} is not paused; what is: ${known}.`);
  }
  await resumePart(ports, part);
  asked.terminal.print(`${inWords(part)} goes on, within half an hour and slowly at first.`);
}

function partOf({ names: [journeyId, step] }: Asked): { journeyId: string; step?: string } {
  if (journeyId === undefined) throw new StartProblem('Name the journey, and a step of it if only that is meant.');
  return { journeyId, ...(step !== undefined && { step }) };
}

const inWords = ({ journeyId, step }: { journeyId: string; step?: string }): string =>
  step === undefined ? `The journey ${journeyId}` : `The step ${step} of ${journeyId}`;

// `npm run cli -- journey ...`: looking at journeys, trying them, explaining them, pausing them, and changing versions.
import { writeFileSync } from 'node:fs';
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

const parts: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  simulate: simulateJourney,
  draw: drawJourney,
  diff: diffVersions,
  publish: publishVersions,
  explain: explainToTerminal,
  pause: pauseJourney,
  resume: resumeJourney,
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
      if (part) await part({ ...asked, names });
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
  const rules = { sendWindow: clinic.sendWindow, holidays: clinic.holidays };
  const course = simulate(journey, persona, from, { zone, rules, cap: clinic.caps });
  terminal.print(`${journey.title} (${journey.version}), ${persona}, ${zone}; confirmed ${dated(from, zone)}.`);
  for (const one of course) {
    const day = `day ${dayOfJourney(from, one.at, zone)}`.padEnd(8);
    terminal.print(`${day} ${dated(one.at, zone)}  ${happening(one)}`);
  }
}

const isPersona = (name: string): name is Persona => (personas as readonly string[]).includes(name);

function zoneNamed(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) && name;
  } catch {
    // Intl throws a RangeError for a zone it does not know, and for nothing else.
    throw new StartProblem(`--zone ${name} is no IANA time zone; write one such as Europe/Warsaw.`);
  }
}

/** A date means its noon in the zone; nothing means now. */
function momentIn(text: string | undefined, zone: string): number {
  if (text === undefined) return Date.now();
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      return Temporal.PlainDate.from(text).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds;
    }
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Temporal throws a RangeError for what is no date and no moment.
    throw new StartProblem(
      `--from ${text} is neither a date such as 2027-01-04 nor a moment such as 2027-01-04T21:30:00Z.`,
    );
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
  writeFileSync(out, svg);
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
  await resumePart(await operatorPorts(await asked.target()), part);
  asked.terminal.print(`${inWords(part)} goes on, within half an hour and slowly at first.`);
}

function partOf({ names: [journeyId, step] }: Asked): { journeyId: string; step?: string } {
  if (journeyId === undefined) throw new StartProblem('Name the journey, and a step of it if only that is meant.');
  return { journeyId, ...(step !== undefined && { step }) };
}

const inWords = ({ journeyId, step }: { journeyId: string; step?: string }): string =>
  step === undefined ? `The journey ${journeyId}` : `The step ${step} of ${journeyId}`;

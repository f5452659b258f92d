// Versions of a journey from the terminal: who stands where, where a map would take them, and taking them there.
import type { Journey } from '../../../functions/domain/journey.ts';
import { nodeInWords } from '../../../functions/domain/node-words.ts';
import { outOfIt, type VersionMove } from '../../../functions/domain/version-move.ts';
import { audienceShards } from '../../../functions/table.ts';
import { MapError, type MoveDeps, moveSlice, planMoves } from '../../../functions/usecases/move-walks.ts';
import { type Standing, surveyWalks, type WalksCursor } from '../../../functions/usecases/survey-walks.ts';
import { StartProblem } from '../problem.ts';
import type { Asked } from './command.ts';
import { draftOf, readMoveFile } from './move-file.ts';
import { operatorPorts } from './ports.ts';
import { writeTo } from './write-file.ts';

/** Rounds over everybody: people who were being sent something in one are free in a later one. */
const maxRounds = 3;

export async function diffVersions({ target, options, names, terminal }: Asked): Promise<void> {
  const deps = await movers(target);
  const file = typeof options.map === 'string' ? readMoveFile(options.map) : undefined;
  const to = await currentOf(deps, file?.journeyId ?? names[0]);
  const { standing, ended } = await surveyWalks(deps, to.id);
  const versions = await versionsOf(deps, to, standing);
  const move = (version: string) => file?.moves.find(({ from }) => from === version);
  const words = wordsIn(versions);
  terminal.print(`The version of this build is ${to.version}. ${ended} walks have ended and stay as they are.`);
  if (standing.length === 0) terminal.print('Nobody walks this journey now.');
  else {
    terminal.table(
      inOrder(standing, to).map((place) => ({
        version: place.version === to.version ? `${place.version} (new)` : place.version,
        step: place.step,
        where: words(place.version, place.step),
        people: place.people,
        'goes to': goesTo(place, to, move(place.version)),
      })),
    );
  }
  for (const line of missingTemplates(versions, to)) terminal.print(line);
  if (typeof options.write === 'string') {
    writeTo('write', options.write, draftOf(to, standing, versions, words));
    terminal.print(
      `A map to begin with is in ${options.write}; fill in what it leaves open, then "journey publish --map".`,
    );
  }
  if (file) await refuseBadMap(deps, file);
}

export async function publishVersions({ target, options, terminal }: Asked): Promise<void> {
  if (typeof options.map !== 'string')
    throw new StartProblem(
      'Say with --map FILE where people go; "journey diff ID --write FILE" writes one to begin with.',
    );
  const deps = await movers(target);
  const file = readMoveFile(options.map);
  const { plan, survey } = await refuseBadMap(deps, file);
  const concerned = survey.standing.filter(({ version }) => plan.moves.some(({ move }) => move.from === version));
  const people = concerned.reduce((sum, one) => sum + one.people, 0);
  if (people === 0) {
    terminal.print('Nobody walks the versions of this map any more.');
    return;
  }
  const question = `Move ${people} people to version ${plan.to.version} of ${plan.to.id}?`;
  if (options.yes !== true && !(await terminal.confirm(question))) {
    terminal.print('Nobody was moved.');
    return;
  }
  let moved = 0;
  let left = people;
  for (let round = 0; round < maxRounds && left > 0; round++) {
    left = 0;
    let cursor: WalksCursor | undefined = { shard: 0 };
    while (cursor) {
      const slice: Awaited<ReturnType<typeof moveSlice>> = await moveSlice(deps, plan, cursor);
      moved += slice.moved;
      left += slice.left;
      cursor = slice.next;
    }
  }
  terminal.print(`${moved} people walk version ${plan.to.version} now.`);
  if (left > 0) {
    terminal.print(
      `${left} stay on their version for now: they are being sent something, or went on to a step the map lacks. Ask "journey diff" and publish again.`,
    );
  }
}

async function refuseBadMap(deps: MoveDeps, file: ReturnType<typeof readMoveFile>) {
  try {
    const planned = await planMoves(deps, file.journeyId, file.moves);
    if (!planned) throw new StartProblem(noJourney(deps, file.journeyId));
    return planned;
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    throw new StartProblem(`${error.problems.map(file.place).join('\n')}\nNobody was moved.`);
  }
}

async function movers(target: Asked['target']): Promise<MoveDeps> {
  return { ...(await operatorPorts(await target())), audienceShards };
}

async function currentOf(deps: MoveDeps, id: string | undefined): Promise<Journey> {
  const all = deps.journeys.all();
  const wanted = id === undefined && all.length === 1 ? all[0] : all.find((journey) => journey.id === id);
  if (!wanted) throw new StartProblem(noJourney(deps, id));
  return wanted;
}

const noJourney = (deps: Pick<MoveDeps, 'journeys'>, id = ''): string =>
  `There is no journey "${id}" in this build; name one of ${deps.journeys
    .all()
    .map((journey) => journey.id)
    .join(', ')}.`;

async function versionsOf(deps: MoveDeps, to: Journey, standing: readonly Standing[]): Promise<Map<string, Journey>> {
  const versions = new Map([[to.version, to]]);
  for (const version of new Set(standing.map((place) => place.version))) {
    const known = await deps.journeys.version(to.id, version);
    if (known) versions.set(version, known);
  }
  return versions;
}

const wordsIn = (versions: ReadonlyMap<string, Journey>) => (version: string, step: string) => {
  const journey = versions.get(version);
  return journey ? nodeInWords(journey, step) : 'of a version nobody kept; restore it';
};

function inOrder(standing: readonly Standing[], to: Journey): Standing[] {
  const rank = ({ version }: Standing) => (version === to.version ? 1 : 0);
  return standing.toSorted((a, b) => rank(a) - rank(b) || compare(a.version, b.version) || compare(a.step, b.step));
}

const compare = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function goesTo({ version, step }: Standing, to: Journey, move: VersionMove | undefined): string {
  if (version === to.version) return 'stays';
  if (!move) return 'stays on this version';
  const target = move.steps[step];
  if (target === undefined) return 'NOT IN THE MAP';
  return target === outOfIt ? 'out of the journey' : target;
}

/** People on an old version may still be owed an e-mail whose template is gone: nothing could be sent to them. */
function missingTemplates(versions: ReadonlyMap<string, Journey>, to: Journey): string[] {
  const known = new Set(Object.values(to.nodes).flatMap((node) => (node.kind === 'send' ? [node.template] : [])));
  return [...versions.values()].flatMap((journey) => {
    const gone = Object.values(journey.nodes).flatMap((node) =>
      node.kind === 'send' && !known.has(node.template) ? [node.template] : [],
    );
    const names = [...new Set(gone)].join(', ');
    return names === ''
      ? []
      : [`Version ${journey.version} still sends ${names}: keep the template until nobody walks that version.`];
  });
}

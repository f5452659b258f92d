// Compiles the nested steps of a journey into the flat program the interpreter walks, and remembers where each was written.
import type { JourneyNode, Priority, Span } from '../../functions/domain/journey.ts';
import { type ConditionPlace, compileCondition, listed } from './compile-condition.ts';
import {
  type BranchSource,
  type SendSource,
  type SplitSource,
  type StepSource,
  type WaitSource,
  weekdays,
} from './journey-schema.ts';
import type { Path } from './yaml-source.ts';

/**
 * Names with a meaning of their own: where falling off the end leads, and where a wait's days may begin. The last is what
 * every object of JavaScript has already.
 */
export const reservedNames: readonly string[] = ['end', 'start', 'enrolment', 'arrival', 'constructor'];

export interface Program extends ConditionPlace {
  readonly priority?: Priority | undefined;
  readonly nodes: Map<string, JourneyNode>;
  /** Where each node was written. */
  readonly written: Map<string, Path>;
  /** Names written a second time. */
  readonly repeated: { readonly name: string; readonly path: Path }[];
  /** Ids that must be a named step's, with the place that says so. */
  readonly targets: { readonly name: string; readonly path: Path }[];
  /** Places of steps nothing can lead to that left no node behind. */
  readonly dead: Path[];
}

/**
 * Compiles a list from its last step to its first, so that each knows where it leads; answers the first one's id. Unnamed
 * steps are named after the named one before them, `welcome+1`, so that an edit elsewhere does not rename them.
 */
export function compileSteps(
  program: Program,
  steps: readonly StepSource[],
  path: Path,
  base: string,
  after: string,
): string {
  let next = after;
  const ids = idsOf(steps, base);
  for (let index = steps.length - 1; index >= 0; index--) {
    const source = steps[index] as StepSource;
    const place: Place = { path: [...path, index], id: ids[index] as string, before: steps[index - 1], next };
    if ('go-to' in source) {
      if (index < steps.length - 1) program.dead.push([...path, index + 1]);
      program.targets.push({ name: source['go-to'], path: [...place.path, 'go-to'] });
      next = source['go-to'];
    } else next = add(program, compileStep(program, source, place), place.path);
  }
  return next;
}

interface Place {
  readonly path: Path;
  readonly id: string;
  readonly before: StepSource | undefined;
  readonly next: string;
}

function add(program: Program, node: JourneyNode, path: Path): string {
  // Compiled backwards: of two steps with one name, the one written later is here already.
  const other = program.written.get(node.id);
  if (other || reservedNames.includes(node.id)) program.repeated.push({ name: node.id, path: other ?? path });
  program.nodes.set(node.id, node);
  program.written.set(node.id, path);
  return node.id;
}

function nameOf(step: StepSource): string | undefined {
  if ('send' in step) return step.send;
  if ('split' in step) return step.split;
  return 'name' in step ? step.name : undefined;
}

function idsOf(steps: readonly StepSource[], base: string): string[] {
  let before = base;
  let unnamed = 0;
  return steps.map((step) => {
    const name = nameOf(step);
    if (name === undefined) {
      unnamed += 1;
      return `${before}+${unnamed}`;
    }
    before = name;
    unnamed = 0;
    return name;
  });
}

function compileStep(program: Program, step: Exclude<StepSource, { 'go-to': string }>, place: Place): JourneyNode {
  const { id, next, path } = place;
  if ('send' in step) return compileSend(program, step, place);
  if ('wait' in step) return compileWait(program, step, place);
  if ('branch' in step) return compileBranch(program, step, place);
  if ('split' in step) return compileSplit(program, step, place);
  if ('tag' in step) {
    const { add = [], remove = [] } = typeof step.tag === 'string' ? { add: step.tag } : step.tag;
    return { kind: 'tag', id, add: listed(add), remove: listed(remove), next };
  }
  if ('notify-staff' in step) return { kind: 'notify', id, text: step['notify-staff'], next };
  if ('start' in step) {
    program.note({ kind: 'journey', name: step.start, path: [...path, 'start'] });
    return { kind: 'start', id, journeyId: step.start, next };
  }
  if ('rest' in step) return { kind: 'rest', id, next };
  if ('goal' in step) return { kind: 'goal', id, goal: step.goal };
  return { kind: 'exit', id, reason: step.exit };
}

function compileSend(program: Program, step: SendSource, { id, path, next }: Place): JourneyNode {
  const { template = id, subject, when = 'window', shelfLife, unless, priority = program.priority } = step;
  return {
    kind: 'send',
    id,
    template,
    ...(subject && { alternateSubject: true }),
    when,
    shelfDays: Number.parseInt(shelfLife, 10),
    ...(unless && { unless: compileCondition(unless, [...path, 'unless'], program) }),
    ...(priority && priority !== 'normal' && { priority }),
    next,
  };
}

function compileWait(program: Program, { wait }: WaitSource, { id, path, before, next }: Place): JourneyNode {
  // A wait right after a send counts from the moment that was sent, however late its settlement came.
  const since = before && 'send' in before ? before.send : 'arrival';
  if (typeof wait === 'string') return { kind: 'wait', id, ...spanOf(wait, since), next };
  if (!('atMost' in wait)) {
    const named = 'since' in wait ? wait.since : undefined;
    return {
      kind: 'wait',
      id,
      ...spanOf('for' in wait ? wait.for : wait.until, from(program, named, path) ?? since),
      next,
    };
  }
  const until = compileCondition(wait.until, [...path, 'wait', 'until'], program);
  return { kind: 'wait', id, ...spanOf(wait.atMost, from(program, wait.since, path) ?? since), until, next };
}

function from(program: Program, since: string | undefined, path: Path): string | undefined {
  if (since !== undefined && since !== 'enrolment' && since !== 'arrival')
    program.note({ kind: 'step', name: since, path: [...path, 'wait', 'since'] });
  return since;
}

function spanOf(written: string, since: string): { readonly span: Span; readonly since: string } {
  const [first = '', second = ''] = written.split(' ');
  const weekday = (weekdays as readonly string[]).indexOf(first);
  // The first such moment after arriving; when the e-mail before was sent does not matter.
  if (weekday >= 0) return { span: { unit: 'weekday', weekday: weekday + 1, at: second }, since: 'arrival' };
  return { span: { unit: second.startsWith('day') ? 'days' : 'hours', count: Number.parseInt(first, 10) }, since };
}

function compileBranch(program: Program, { branch }: BranchSource, { id, path, next }: Place): JourneyNode {
  let otherwise = next;
  const cases = branch.flatMap((one, index) => {
    const inner = (key: string, steps: readonly StepSource[]) =>
      compileSteps(program, steps, [...path, 'branch', index, key], `${id}.${index + 1}`, next);
    if ('otherwise' in one) {
      otherwise = inner('otherwise', one.otherwise);
      return [];
    }
    const when = compileCondition(one.when, [...path, 'branch', index, 'when'], program);
    return [{ when, next: inner('do', one.do ?? []) }];
  });
  return { kind: 'branch', id, cases, otherwise };
}

function compileSplit(program: Program, { ways }: SplitSource, { id, path, next }: Place): JourneyNode {
  return {
    kind: 'split',
    id,
    ways: ways.map(({ weight, do: steps = [] }, index) => ({
      weight,
      next: compileSteps(program, steps, [...path, 'ways', index, 'do'], `${id}.${index + 1}`, next),
    })),
  };
}

// The ways through a journey: every step is reached by one, every one ends, none goes round without waiting, none asks the
// untracked what nobody may know, none brings more mail than the cap.
import { decide, leavesOf } from '../../functions/domain/condition.ts';
import {
  type Clause,
  type Condition,
  conditionsOf,
  type JourneyNode,
  stepsOf,
  successors,
} from '../../functions/domain/journey.ts';
import type { Draft, Findings, Known } from './check-journey.ts';
import { crowdedSends } from './journey-crowding.ts';
import type { Problem } from './problem.ts';
import { reachable } from './reachable.ts';
import type { Path, Reporter } from './yaml-source.ts';

export function checkWays(draft: Draft, known: Known, report: Reporter): Findings {
  const problems = [
    ...unreachable(draft, report),
    ...endless(draft, report),
    ...roundWithoutWait(draft, report),
    ...tooEarly(draft, report),
    ...startsItself(draft, report),
    ...withoutWayForUntracked(draft, report),
  ];
  // Crowding is reckoned by walking: only where every way is sound does that tell anything.
  if (problems.length > 0) return { problems, warnings: [] };
  const { crowded, partly } = crowdedSends(draft.nodes, draft.entry, known.cap);
  const warnings = partly
    ? [
        report.at(
          ['steps'],
          'There are more ways through this journey than could be walked in thought; not every one was held against the cap.',
          'Fewer branches after one another make it provable; what is over the cap is held back when the time comes.',
        ),
      ]
    : [];
  return {
    problems: crowded.map(({ node, days, mails }) => {
      const list = mails.map(({ step, day }) => `${step} (day ${day})`).join(', ');
      const message = `"${node}" may be the ${ordinal(mails.length)} e-mail within ${days} days: ${list}.`;
      const remedy = `Wait longer before it: the cap is ${mails.length - 1} in ${days} days, and mail over it is held back.`;
      return report.at(writtenAt(draft, node), message, remedy);
    }),
    warnings: [...warnings, ...sendsInRounds(draft, report)],
  };
}

function ordinal(count: number): string {
  const ending =
    count % 10 === 1 && count !== 11
      ? 'st'
      : count % 10 === 2 && count !== 12
        ? 'nd'
        : count % 10 === 3 && count !== 13
          ? 'rd'
          : 'th';
  return `${count}${ending}`;
}

function writtenAt({ program }: Draft, id: string): Path {
  return program.written.get(id) ?? ['steps'];
}

function unreachable(draft: Draft, report: Reporter): Problem[] {
  const { nodes, entry, program } = draft;
  const reached = reachable(nodes, [entry]);
  const lost = [...program.written.keys()].filter((id) => !reached.has(id));
  // Of a run of lost steps only the first is told: the others follow from it.
  const followers = new Set(lost.flatMap((id) => successors(nodes[id] as JourneyNode).filter((next) => next !== id)));
  const first = lost.filter((id) => !followers.has(id)).map((id) => writtenAt(draft, id));
  const places = new Map([...first, ...program.dead].map((path) => [JSON.stringify(path), path]));
  return [...places.values()].map((path) =>
    report.at(
      path,
      'No way leads to this step.',
      'Take it out, or take out the exit, goal or go-to that comes before it.',
    ),
  );
}

function endless(draft: Draft, report: Reporter): Problem[] {
  const { nodes, entry } = draft;
  const stuck = [...reachable(nodes, [entry])].filter((id) =>
    [...reachable(nodes, [id])].every((later) => nodes[later]?.kind !== 'exit' && nodes[later]?.kind !== 'goal'),
  );
  const first = [...draft.program.written.keys()].findLast((id) => stuck.includes(id));
  if (first === undefined) return [];
  const remedy = 'Let a branch on the way round lead to an `exit`, or to what comes after.';
  return [report.at(writtenAt(draft, first), 'From this step no way leads to an end.', remedy)];
}

/** Whether a wait begins anew each time it is come to, so that a round through it takes time. */
function takesTime(node: JourneyNode): boolean {
  if (node.kind !== 'wait' || node.until) return false;
  return node.since === 'arrival' && (node.span.unit === 'weekday' || node.span.count > 0);
}

function roundWithoutWait(draft: Draft, report: Reporter): Problem[] {
  const { nodes } = draft;
  const open = (node: JourneyNode) => (takesTime(node) ? [] : successors(node));
  const round = [...draft.program.written.keys()].findLast((id) => {
    const node = nodes[id] as JourneyNode;
    return reachable(nodes, open(node), open).has(id);
  });
  if (round === undefined) return [];
  const remedy = 'Put a wait into it that begins anew each time, such as `wait: { for: 7 days, since: arrival }`.';
  return [report.at(writtenAt(draft, round), 'From this step the journey goes round without waiting.', remedy)];
}

/** Conditions and waits that speak of a step nobody can have passed by then. */
function tooEarly(draft: Draft, report: Reporter): Problem[] {
  const { nodes } = draft;
  return [...draft.program.written].flatMap(([id, path]) => {
    const node = nodes[id] as JourneyNode;
    const since = node.kind === 'wait' ? [node.since] : [];
    const named = [...conditionsOf(node).flatMap(namedSteps), ...since];
    return [...new Set(named)].flatMap((step) => {
      const send = nodes[step];
      if (send?.kind !== 'send' || reachable(nodes, [send.next]).has(id)) return [];
      const remedy = 'Name a step that comes before it on some way.';
      return [report.at(path, `Nobody can have passed "${step}" when she comes here.`, remedy)];
    });
  });
}

function namedSteps(condition: Condition): readonly string[] {
  const since = leavesOf<Clause>(condition).flatMap((clause) => (clause.kind === 'days-in-walk' ? [clause.since] : []));
  return [...stepsOf(condition), ...since];
}

function startsItself(draft: Draft, report: Reporter): Problem[] {
  return Object.values(draft.nodes).flatMap((node) => {
    if (node.kind !== 'start' || node.journeyId !== draft.source.id) return [];
    const remedy = 'Use `go-to` to come back to a step, or start another journey.';
    return [report.at([...writtenAt(draft, node.id), 'start'], 'The journey starts itself.', remedy, 'value')];
  });
}

/** For somebody who is not tracked: what consent alone says of a condition. */
function untrackedSay(condition: Condition): boolean | undefined {
  return decide<Clause>(condition, (clause) =>
    clause.kind === 'consent' && clause.purpose === 'tracking' ? false : undefined,
  );
}

function withoutWayForUntracked(draft: Draft, report: Reporter): Problem[] {
  const { nodes, entry } = draft;
  const open = (node: JourneyNode): readonly string[] => {
    if (node.kind !== 'branch') return successors(node);
    const taken = node.cases.findIndex(({ when }) => untrackedSay(when) === true);
    const before = (taken < 0 ? node.cases : node.cases.slice(0, taken + 1)).filter(
      ({ when }) => untrackedSay(when) !== false,
    );
    return [...before.map(({ next }) => next), ...(taken < 0 ? [node.otherwise] : [])];
  };
  return [...reachable(nodes, [entry], open)].flatMap((id) => {
    const node = nodes[id];
    if (node?.kind !== 'branch') return [];
    for (const { when } of node.cases) {
      const say = untrackedSay(when);
      if (say === true) return [];
      if (say === undefined && stepsOf(when).length > 0) {
        const message = 'This branch asks for opens or clicks and says nothing of those whose reading nobody may see.';
        const remedy =
          'Put `- when: untracked` before it, with what they get; without it they pass for people who do not read.';
        return [report.at(writtenAt(draft, id), message, remedy)];
      }
    }
    return [];
  });
}

function sendsInRounds(draft: Draft, report: Reporter): Problem[] {
  const { nodes } = draft;
  return Object.values(nodes).flatMap((node) => {
    if (node.kind !== 'send' || !reachable(nodes, [node.next]).has(node.id)) return [];
    const remedy = 'Move it out of the round, or write the e-mails one after another.';
    return [
      report.at(writtenAt(draft, node.id), `"${node.id}" is sent once only, however often she comes by.`, remedy),
    ];
  });
}

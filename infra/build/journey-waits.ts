// What a wait may be for: something that happens, and is told of when it does.
import { leavesOf } from '../../functions/domain/condition.ts';
import type { Clause, Condition } from '../../functions/domain/journey.ts';
import type { Trait } from '../../functions/domain/segment.ts';
import type { Draft } from './check-journey.ts';
import type { Problem } from './problem.ts';
import type { Path, Reporter } from './yaml-source.ts';

type Kind = Clause['kind'] | Trait['kind'];

/** Whoever waits is looked at when one of these changes. */
const wakes: ReadonlySet<Kind> = new Set(['opened', 'unknowable', 'clicked', 'last-clicked', 'attribute', 'tag']);
/** These change by themselves, and nobody tells of it. */
const passes: ReadonlySet<Kind> = new Set(['days-in-walk', 'days-since', 'score']);

export function waitProblems({ program, nodes }: Draft, report: Reporter): Problem[] {
  return Object.values(nodes).flatMap((node) => {
    if (node.kind !== 'wait' || !node.until) return [];
    const path = [...(program.written.get(node.id) as Path), 'wait', 'until'];
    const kinds = kindsOf(node.until);
    if (kinds.some((kind) => passes.has(kind))) {
      const remedy = 'Wait that long, such as `wait: 5 days`, and ask for days or a score in a branch after it.';
      return [report.at(path, 'A wait does not end because days pass or a score changes.', remedy)];
    }
    if (kinds.some((kind) => wakes.has(kind))) return [];
    const remedy =
      'Name an open, a click, an answer or a tag as well; ask for the rest in a branch, when she has waited.';
    return [report.at(path, 'Nothing that happens would end this wait.', remedy)];
  });
}

function kindsOf(condition: Condition): Kind[] {
  return leavesOf<Clause>(condition).flatMap((clause): Kind[] =>
    clause.kind === 'segment' ? leavesOf<Trait>(clause.where).map(({ kind }) => kind) : [clause.kind],
  );
}

// Compiles conditions of the journey language into what the domain decides by; what they name is gathered to be checked.
import type { Condition, DaysInWalk } from '../../functions/domain/journey.ts';
import type { Predicate, Segment, SinceTrait } from '../../functions/domain/segment.ts';
import type { ConditionSource } from './journey-schema.ts';
import type { Path } from './yaml-source.ts';

export interface Named {
  readonly kind: 'step' | 'link' | 'question' | 'answer' | 'segment' | 'deed' | 'attribute' | 'journey';
  readonly name: string;
  readonly path: Path;
  /** The steps whose e-mails must have the link, or the question that must have the answer. */
  readonly of?: readonly string[];
}

export interface ConditionPlace {
  readonly segments: ReadonlyMap<string, Segment>;
  note(named: Named): void;
}

export const listed = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

export function compileCondition(source: ConditionSource, path: Path, place: ConditionPlace): Condition {
  if (source === 'tracked') return tracked;
  if (source === 'untracked') return { kind: 'not', of: tracked };
  if ('all' in source)
    return { kind: 'all', of: source.all.map((one, n) => compileCondition(one, [...path, 'all', n], place)) };
  if ('any' in source)
    return { kind: 'any', of: source.any.map((one, n) => compileCondition(one, [...path, 'any', n], place)) };
  if ('not' in source) return { kind: 'not', of: compileCondition(source.not, [...path, 'not'], place) };
  return deed(source, path, place) ?? trait(source, path, place);
}

/** A predicate of a segment: what she is, not what she did with one e-mail. Answers undefined where it is more. */
export function compilePredicate(source: ConditionSource, path: Path, place: ConditionPlace): Predicate {
  // Whoever compiles a segment refuses the deeds that are noted; what is left are traits.
  return compileCondition(source, path, place) as Predicate;
}

const tracked = { kind: 'consent', purpose: 'tracking' } as const;

type Knot = Extract<ConditionSource, { all: unknown } | { any: unknown } | { not: unknown }>;
type Single = Exclude<ConditionSource, string | Knot>;

function deed(source: Single, path: Path, { note }: ConditionPlace): Condition | undefined {
  const steps = (value: string | readonly string[], at: Path): readonly string[] => {
    note({ kind: 'deed', name: '', path: at });
    for (const name of listed(value)) note({ kind: 'step', name, path: at });
    return listed(value);
  };
  if ('opened' in source) return { kind: 'opened', steps: steps(source.opened, [...path, 'opened']) };
  if ('unknowable' in source) return { kind: 'unknowable', steps: steps(source.unknowable, [...path, 'unknowable']) };
  if ('lastClicked' in source) {
    const at = [...path, 'lastClicked'];
    const { among, is } = source.lastClicked;
    return { kind: 'last-clicked', among: steps(among, [...at, 'among']), is: steps(is, [...at, 'is']) };
  }
  if (!('clicked' in source)) return undefined;
  const at = [...path, 'clicked'];
  if (typeof source.clicked === 'string' || Array.isArray(source.clicked))
    return { kind: 'clicked', steps: steps(source.clicked, at) };
  const of = steps(source.clicked.steps, [...at, 'steps']);
  const { link } = source.clicked;
  if (link === undefined) return { kind: 'clicked', steps: of };
  note({ kind: 'link', name: link, path: [...at, 'link'], of });
  return { kind: 'clicked', steps: of, link };
}

function trait(source: Single, path: Path, place: ConditionPlace): Condition {
  const { note, segments } = place;
  if ('answered' in source) {
    const at = [...path, 'answered'];
    const { question, answer } =
      typeof source.answered === 'string' ? { question: source.answered, answer: undefined } : source.answered;
    note({ kind: 'question', name: question, path: at });
    if (answer === undefined) return { kind: 'attribute', name: question };
    for (const name of listed(answer)) note({ kind: 'answer', name, path: [...at, 'answer'], of: [question] });
    return { kind: 'attribute', name: question, is: listed(answer) };
  }
  if ('attribute' in source) {
    const { name, is } = source.attribute;
    note({ kind: 'attribute', name, path: [...path, 'attribute', 'name'] });
    return { kind: 'attribute', name, ...(is !== undefined && { is: listed(is) }) };
  }
  if ('segment' in source) {
    note({ kind: 'segment', name: source.segment, path: [...path, 'segment'] });
    const segment = segments.get(source.segment);
    return { kind: 'segment', id: source.segment, where: segment?.where ?? { kind: 'any', of: [] } };
  }
  if ('daysSince' in source) return sinceCondition(source.daysSince, [...path, 'daysSince', 'event'], place);
  if ('consent' in source) return { kind: 'consent', purpose: source.consent };
  if ('tag' in source) return { kind: 'tag', tag: source.tag };
  if ('source' in source) return { kind: 'source', is: listed(source.source) };
  if ('locale' in source) return { kind: 'locale', is: listed(source.locale) };
  if ('status' in source)
    return { kind: 'status', is: typeof source.status === 'string' ? [source.status] : source.status };
  return { kind: 'score', ...bounds((source as Extract<Single, { score: unknown }>).score) };
}

function sinceCondition(
  source: { readonly event: string; readonly atLeast?: number | undefined; readonly below?: number | undefined },
  path: Path,
  { note }: ConditionPlace,
): DaysInWalk | SinceTrait {
  const { event } = source;
  if (event === 'sign-up' || event === 'confirmation') return { kind: 'days-since', event, ...bounds(source) };
  note(event === 'enrolment' ? { kind: 'deed', name: event, path } : { kind: 'step', name: event, path });
  return { kind: 'days-in-walk', since: event, ...bounds(source) };
}

function bounds({ atLeast, below }: { readonly atLeast?: number | undefined; readonly below?: number | undefined }) {
  return { ...(atLeast !== undefined && { atLeast }), ...(below !== undefined && { below }) };
}

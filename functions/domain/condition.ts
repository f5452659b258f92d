// Conditions put together: leaves of any kind under all, any and not, decided by what is known of each leaf.

export type Compound<Leaf> =
  | Leaf
  | { readonly kind: 'all'; readonly of: readonly Compound<Leaf>[] }
  | { readonly kind: 'any'; readonly of: readonly Compound<Leaf>[] }
  | { readonly kind: 'not'; readonly of: Compound<Leaf> };

interface Kind {
  readonly kind: string;
}

type Knot<Leaf> =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Compound<Leaf>[] }
  | { readonly kind: 'not'; readonly of: Compound<Leaf> };

/** The compiler cannot know that no leaf is called all, any or not; this says so. */
function knotOf<Leaf extends Kind>(condition: Compound<Leaf>): Knot<Leaf> | undefined {
  const isKnot = condition.kind === 'all' || condition.kind === 'any' || condition.kind === 'not';
  return isKnot ? (condition as Knot<Leaf>) : undefined;
}

/**
 * Whether it holds. `ask` answers for one leaf; undefined, where that cannot be known yet, is carried up only as far as
 * the rest leaves it open (Kleene's logic of three values).
 */
export function decide<Leaf extends Kind>(
  condition: Compound<Leaf>,
  ask: (leaf: Leaf) => boolean | undefined,
): boolean | undefined {
  const knot = knotOf(condition);
  if (!knot) return ask(condition as Leaf);
  if (knot.kind === 'not') {
    const inner = decide(knot.of, ask);
    return inner === undefined ? undefined : !inner;
  }
  const decisive = knot.kind === 'any';
  const answers = knot.of.map((one) => decide(one, ask));
  if (answers.includes(decisive)) return decisive;
  return answers.includes(undefined) ? undefined : !decisive;
}

/** Every leaf, in the order written. */
export function leavesOf<Leaf extends Kind>(condition: Compound<Leaf>): readonly Leaf[] {
  const knot = knotOf(condition);
  if (!knot) return [condition as Leaf];
  return knot.kind === 'not' ? leavesOf(knot.of) : knot.of.flatMap((one) => leavesOf(one));
}

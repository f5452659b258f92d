// An order that is nobody's, and the same in every run.

/** Fisher-Yates with a small linear congruential generator. */
export function shuffled<Member>(members: readonly Member[]): Member[] {
  const order = [...members];
  let state = 1;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    // The high bits: the low ones of such a generator repeat.
    const other = Math.floor((state / 2 ** 31) * (at + 1));
    [order[at], order[other]] = [order[other] as Member, order[at] as Member];
  }
  return order;
}

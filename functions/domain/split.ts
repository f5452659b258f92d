// Which way of a split somebody goes: always the same one, and over many people as the weights say.

/** `weights` are positive; answers the index of her way. */
export function wayOf(weights: readonly number[], ...names: readonly string[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rest = (hashOf(names.join(' ')) / 2 ** 32) * total;
  for (const [index, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}

/** 32 bits: FNV-1a over the characters, then the finisher of MurmurHash3, which spreads the last ones over all bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

// Whose network an address belongs to, as far as it is published. A network not listed says nothing, and a listed cloud is a
// hint, never a verdict alone: people read behind cloud proxies.
import { type Network, sources } from './network-ranges.ts';

interface Range {
  readonly network: Network;
  readonly first: number;
  readonly last: number;
}

type Family = 4 | 6;

/** Of IPv6 only the first 48 bits are read: the rest was never kept, and they fit a number. */
const keptBits: Readonly<Record<Family, number>> = { 4: 32, 6: 48 };

const ranges: Readonly<Record<Family, readonly Range[]>> = { 4: rangesOf(4), 6: rangesOf(6) };

function rangesOf(family: Family): readonly Range[] {
  return sources.flatMap(({ network, ranges: listed }) =>
    listed.split(' ').flatMap((cidr): Range[] => {
      const [base = '', bits = ''] = cidr.split('/');
      const start = toNumber(base);
      if (!start) throw new Error(`"${cidr}" in the list of ranges is no range.`);
      if (start.family !== family) return [];
      return [{ network, first: start.value, last: start.value + 2 ** (keptBits[family] - Number(bits)) - 1 }];
    }),
  );
}

/** Whose network; undefined for an address that is none or lies in no published range. IPv4 written as IPv6 is IPv4. */
export function networkOf(ip: string): Network | undefined {
  const address = toNumber(ip);
  if (!address) return undefined;
  const { family, value } = address;
  return ranges[family].find(({ first, last }) => first <= value && value <= last)?.network;
}

function toNumber(ip: string): { family: Family; value: number } | undefined {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip)?.[1] ?? ip;
  const value = mapped.includes(':') ? firstGroups(mapped) : dotted(mapped);
  return value === undefined ? undefined : { family: mapped.includes(':') ? 6 : 4, value };
}

function dotted(ip: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(ip)) return undefined;
  const parts = ip.split('.').map(Number);
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The first three groups; what `::` stands for is nought. */
function firstGroups(ip: string): number | undefined {
  if (!/^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}$/i.test(ip)) return undefined;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail === undefined && groups.length !== 8) return undefined;
  return [0, 1, 2].reduce((sum, index) => sum * 65_536 + Number.parseInt(groups[index] ?? '0', 16), 0);
}

// The list of ranges and the look-up in it: whole ranges, both families, and addresses as they come.
import { expect, it } from 'vitest';
import { sources } from '../../functions/domain/network-ranges.ts';
import { networkOf } from '../../functions/domain/networks.ts';

const cidrs = sources.flatMap(({ ranges }) => ranges.split(' '));
const groupsOf = (base: string): readonly number[] =>
  base.includes(':')
    ? [...base.replace(/::$/, '').split(':'), '0', '0', '0'].slice(0, 3).map((group) => Number.parseInt(group, 16))
    : base.split('.').map(Number);

it('every range starts where its length says, and none is narrower than what is kept of an address', () => {
  for (const cidr of cidrs) {
    const [base = '', bits = ''] = cidr.split('/');
    const [groupBits, keptBits] = base.includes(':') ? [16, 48] : [8, 24];
    expect(Number(bits), cidr).toBeLessThanOrEqual(keptBits);
    const wholeBits = groupBits * groupsOf(base).length;
    const number = groupsOf(base).reduce((sum, group) => sum * 2 ** groupBits + group, 0);
    expect(number % 2 ** (wholeBits - Number(bits)), cidr).toBe(0);
  }
  expect(new Set(cidrs).size).toBe(cidrs.length);
});

it('a range that nobody was seen to publish is a hint, never a scanner', () => {
  const scanners = sources.filter(({ network }) => network === 'scanner');
  expect(scanners.map(({ checked }) => checked)).not.toContain('not-seen');
  for (const { source, checked } of sources) expect([source.length > 10, checked.length > 0]).toEqual([true, true]);
});

it.each([
  ['40.107.1.0', 'scanner'],
  ['40.94.1.0', 'webmail'],
  ['18.185.115.0', 'scanner'],
  ['18.196.4.0', 'cloud'],
  ['216.71.130.0', 'cloud'],
  ['172.224.9.0', 'relay'],
  ['::ffff:40.107.1.9', 'scanner'],
  ['::FFFF:203.0.113.9', undefined],
  ['2a01:111:f403::', 'scanner'],
  ['2a01:111:f404::', undefined],
  ['2603:1026:c0d::', 'webmail'],
  ['2603:1030:20e:3::23f', 'cloud'],
  ['2600:1f18:1234:5600:1:2:3:4', 'cloud'],
  ['2a02:26f7:c100::', 'relay'],
  ['203.0.113.0', undefined],
  ['2001:db8::', undefined],
  ['::1', undefined],
  ['::', undefined],
  ['', undefined],
  ['999.1.1.1', undefined],
  ['40.107.1', undefined],
  ['2600:1f18:1', undefined],
  ['2600:1f18:x::', undefined],
  ['an address', undefined],
] as const)('%s is in the network of a %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

// The bill, worked out by hand: sizes of items, units of reads and writes, what indexes add.
import { describe, expect, it } from 'vitest';
import { tableDefinition } from '../../functions/table.ts';
import { baseWriteUnits, indexEntry, indexWriteUnits, itemBytes, readUnits, type StoredItem } from './units.ts';

const bytes = (count: number) => ({ S: 'x'.repeat(count) });

describe('the size of an item', () => {
  it.each<[string, StoredItem, number]>([
    ['a name and a text: 2 + 5', { pk: { S: 'S#abc' } }, 7],
    ['letters beyond ASCII by their bytes: 1 + 3', { n: { S: 'Zoë'.slice(1) } }, 4],
    ['a number by its significant digits: 5 + 13 digits in 7 + 1', { dueAt: { N: '1799053200001' } }, 13],
    ['zeroes at its end are not significant: 5 + 6 digits in 3 + 1', { dueAt: { N: '179905000000' } }, 9],
    ['nought: 1 + 0 + 1', { n: { N: '0' } }, 2],
    ['a sign costs a byte: 1 + 2 digits in 1 + 1 + 1', { n: { N: '-12' } }, 4],
    ['a truth: 4 + 1', { flag: { BOOL: true } }, 5],
    ['nothing: 4 + 1', { none: { NULL: true } }, 5],
    ['bytes as they are: 1 + 16', { b: { B: new Uint8Array(16) } }, 17],
    ['a set of texts by its members: 3 + 2 + 3', { set: { SS: ['ab', 'cde'] } }, 8],
    ['a set of numbers: 3 + 2 + 2', { set: { NS: ['7', '42'] } }, 7],
    ['an empty list: 4 + 3', { list: { L: [] } }, 7],
    ['a list: 4 + 3 + (1 + 2) + (1 + 2)', { list: { L: [{ S: 'ab' }, { N: '5' }] } }, 13],
    ['a map: 3 + 3 + (1 + 4 + 2)', { map: { M: { name: { S: 'ab' } } } }, 13],
    ['maps in a list: 1 + 3 + 1 + 3 + (1 + 1 + 2)', { l: { L: [{ M: { a: { S: 'xy' } } }] } }, 12],
  ])('%s', (_, item, size) => {
    expect(itemBytes(item)).toBe(size);
  });
});

describe('reading', () => {
  it.each([
    [0, true, 1],
    [0, false, 0.5],
    [4_096, true, 1],
    [4_097, true, 2],
    [4_097, false, 1],
    [28_000, true, 7],
  ])('%i bytes, consistently: %s, costs %d', (size, consistent, units) => {
    expect(readUnits(size, consistent)).toBe(units);
  });
});

describe('writing the base item', () => {
  it('costs a unit for each kilobyte begun', () => {
    expect(baseWriteUnits(undefined, { pk: bytes(1_022) })).toBe(1);
    expect(baseWriteUnits(undefined, { pk: bytes(1_023) })).toBe(2);
  });

  it('costs by the larger of before and after, and a delete by what goes', () => {
    expect(baseWriteUnits({ pk: bytes(2_500) }, { pk: bytes(10) })).toBe(3);
    expect(baseWriteUnits({ pk: bytes(10) }, { pk: bytes(2_500) })).toBe(3);
    expect(baseWriteUnits({ pk: bytes(2_500) }, undefined)).toBe(3);
  });

  it('costs a unit also when nothing is there', () => {
    expect(baseWriteUnits(undefined, undefined)).toBe(1);
  });
});

const key = { pk: { S: 'S#a' }, sk: { S: 'E#j' } };
const due = (at: string, more: StoredItem = {}): StoredItem => ({
  ...key,
  dueShard: { S: 'enrolment-1' },
  dueAt: { N: at },
  ...more,
});
const member = (more: StoredItem = {}): StoredItem => ({
  ...key,
  audienceShard: { S: 'audience-1' },
  subscriberId: { S: 'a' },
  ...more,
});

describe('what indexes add to a write', () => {
  it('nothing, for an item in none', () => {
    expect(indexWriteUnits(key, { ...key, name: { S: 'x' } })).toBe(0);
  });

  it('nothing, where half of the index key is missing', () => {
    expect(indexWriteUnits(undefined, { ...key, dueAt: { N: '5' } })).toBe(0);
  });

  it('one to enter the due index, one to leave it, two to move in it', () => {
    expect(indexWriteUnits(key, due('1'))).toBe(1);
    expect(indexWriteUnits(due('1'), key)).toBe(1);
    expect(indexWriteUnits(due('1'), due('2'))).toBe(2);
  });

  it('nothing, when what the due index does not show changes: it shows keys alone', () => {
    expect(indexWriteUnits(due('1'), due('1', { sends: bytes(5_000) }))).toBe(0);
    expect(indexWriteUnits(undefined, due('1', { sends: bytes(5_000) }))).toBe(1);
  });

  it('by the size of the whole item in the audience index, and one write when it stays in its place', () => {
    expect(indexWriteUnits(member(), member({ name: { S: 'x' } }))).toBe(1);
    expect(indexWriteUnits(member(), member({ name: bytes(1_500) }))).toBe(2);
    expect(indexWriteUnits(member({ name: bytes(1_500) }), member())).toBe(2);
  });

  it('nothing in the audience index for the same item again, its sets in another order', () => {
    const tags = (...names: string[]) => member({ tags: { SS: names } });
    expect(indexWriteUnits(tags('a', 'b'), tags('b', 'a'))).toBe(0);
  });

  it('both indexes, for an item in both', () => {
    const both = { ...due('1'), ...member() };
    expect(indexWriteUnits(undefined, both)).toBe(2);
    // It moves in the due index (2), and the audience index shows its new time (1).
    expect(indexWriteUnits(both, { ...both, dueAt: { N: '2' } })).toBe(3);
  });
});

describe('an entry of the due index', () => {
  it('holds the keys alone, which is what a query of it reads', () => {
    const entry = indexEntry(tableDefinition.indexes.due, due('1799053200001', { sends: bytes(5_000) }));
    // pk 2 + 3, sk 2 + 3, dueShard 8 + 11, dueAt 5 + 8.
    expect(itemBytes(entry as StoredItem)).toBe(42);
  });
});

// What DynamoDB bills for a read or a write, from item sizes and index changes. The local engine reports base writes only.
// Source: DynamoDB developer guide, "Item sizes and formats", "Read and write operations", "Global secondary indexes".
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';

export type StoredItem = Readonly<Record<string, AttributeValue>>;

const readUnitBytes = 4_096;
const writeUnitBytes = 1_024;
/** Every list and map costs this once, and its elements one byte each. */
const nestingBytes = 3;

export function itemBytes(item: StoredItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return sum(value.SS, (one) => Buffer.byteLength(one));
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (one) => one.byteLength);
  if (value.L !== undefined) return nestingBytes + sum(value.L, (one) => 1 + valueBytes(one));
  if (value.M !== undefined) return nestingBytes + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}

/** About one byte for each two significant digits, and one more; a sign costs another. */
function numberBytes(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function sum<Member>(members: readonly Member[], bytesOf: (member: Member) => number): number {
  return members.reduce((total, member) => total + bytesOf(member), 0);
}

/** For one item, or for all that a query read; what is not there costs the least there is. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / readUnitBytes)) * (consistent ? 1 : 0.5);
}

export function baseWriteUnits(before: StoredItem | undefined, after: StoredItem | undefined): number {
  const bytes = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
  return Math.max(1, Math.ceil(bytes / writeUnitBytes));
}

type Index = (typeof tableDefinition.indexes)[keyof typeof tableDefinition.indexes];

/** All that one write makes of the table's indexes. */
export function indexWriteUnits(before: StoredItem | undefined, after: StoredItem | undefined): number {
  return Object.values(tableDefinition.indexes).reduce((units, index) => units + unitsOf(index, before, after), 0);
}

/** An entry put, taken away or changed is one write; under another key it is taken away and put. */
function unitsOf(index: Index, before: StoredItem | undefined, after: StoredItem | undefined): number {
  const [old, next] = [indexEntry(index, before), indexEntry(index, after)];
  if (!old && !next) return 0;
  if (!old || !next) return baseWriteUnits(old, next);
  if (entryKey(index, old) !== entryKey(index, next)) {
    return baseWriteUnits(old, undefined) + baseWriteUnits(undefined, next);
  }
  return sameItem(old, next) ? 0 : baseWriteUnits(old, next);
}

/** What the index holds of an item: nothing, unless the item has both of the index's keys. */
export function indexEntry(index: Index, item: StoredItem | undefined): StoredItem | undefined {
  if (item?.[index.partitionKey] === undefined || item[index.sortKey] === undefined) return undefined;
  if (index.projection === 'ALL') return item;
  const names = [tableDefinition.partitionKey, tableDefinition.sortKey, index.partitionKey, index.sortKey];
  return Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
}

function entryKey(index: Index, entry: StoredItem): string {
  return JSON.stringify([entry[index.partitionKey], entry[index.sortKey]]);
}

/** Sets have no order; everything else is compared as written. */
function sameItem(one: StoredItem, other: StoredItem): boolean {
  return canonical(one) === canonical(other);
}

function canonical(item: StoredItem): string {
  const entries = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries.map(([name, value]) => [name, value.SS?.toSorted() ?? value.NS?.toSorted() ?? value]));
}

// How a batch looks as an item: empty sets are absent attributes, slots are packed, small recipient lists ride along.
import type { Batch, SlotAdditions } from '../../domain/batch.ts';
import type { BatchChange } from '../../ports/stores.ts';
import { dueShard } from '../../table.ts';
import { packEntries, packSlots, unpackEntries, unpackSlots } from './packed-slots.ts';
import { type Item, withoutKeys } from './table-access.ts';

const stringSets = ['accepted', 'delivered', 'evented', 'refused', 'bounced'] as const;
const slotSets = ['returned', 'complained', 'unsubscribed', 'goals', 'late'] as const;
const slotLists = ['slots', 'calling'] as const;

export function toBatchItem(batch: Batch): Item {
  const item: Item = { ...batch };
  for (const name of stringSets) item[name] = batch[name].size > 0 ? new Set(packEntries(batch[name])) : undefined;
  for (const name of slotSets) item[name] = batch[name].size > 0 ? new Set(batch[name]) : undefined;
  for (const name of slotLists) item[name] = batch[name].length > 0 ? packSlots(batch[name]) : undefined;
  if (batch.dueAt !== undefined) item.dueShard = dueShard('batch', batch.id);
  return item;
}

export function fromBatchItem(item: Item): Batch {
  const { recipients: _recipients, ...batch } = withoutKeys(item);
  for (const name of stringSets) batch[name] = unpackEntries((batch[name] as Set<string> | undefined) ?? []);
  for (const name of slotSets) batch[name] ??= new Set();
  for (const name of slotLists) batch[name] = unpackSlots((batch[name] as string | undefined) ?? '');
  return batch as unknown as Batch;
}

export interface Expression {
  readonly set: string[];
  readonly remove: string[];
  readonly add: string[];
  readonly names: Record<string, string>;
  readonly values: Item;
}

export function emptyExpression(): Expression {
  return { set: [], remove: [], add: [], names: {}, values: {} };
}

export function addAdditions(expression: Expression, additions: SlotAdditions): void {
  for (const name of stringSets) addUnion(expression, name, packEntries(additions[name] ?? []));
  for (const name of slotSets) addUnion(expression, name, additions[name] ?? []);
}

function addUnion(expression: Expression, name: keyof SlotAdditions, added: readonly (string | number)[]): void {
  if (added.length === 0) return;
  expression.add.push(`#${name} :${name}Added`);
  expression.names[`#${name}`] = name;
  expression.values[`:${name}Added`] = new Set(added);
}

export function addChange(expression: Expression, id: string, change: BatchChange): void {
  const { add, dueAt, ...fields } = change;
  for (const [name, value] of Object.entries(fields)) {
    expression.names[`#${name}`] = name;
    if (Array.isArray(value) && value.length === 0) expression.remove.push(`#${name}`);
    else {
      expression.set.push(`#${name} = :${name}`);
      expression.values[`:${name}`] = Array.isArray(value) ? packSlots(value as number[]) : value;
    }
  }
  if (dueAt === null) expression.remove.push('dueAt', 'dueShard');
  else if (dueAt !== undefined) {
    expression.set.push('dueAt = :dueAt', 'dueShard = :dueShard');
    Object.assign(expression.values, { ':dueAt': dueAt, ':dueShard': dueShard('batch', id) });
  }
  if (add) addAdditions(expression, add);
}

export function updateText(expression: Expression): string {
  const parts = [
    expression.set.length > 0 && `SET ${expression.set.join(', ')}`,
    expression.remove.length > 0 && `REMOVE ${expression.remove.join(', ')}`,
    expression.add.length > 0 && `ADD ${expression.add.join(', ')}`,
  ];
  return parts.filter(Boolean).join(' ');
}

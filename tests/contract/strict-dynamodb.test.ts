// The strict rules refuse what DynamoDB refuses and nothing that the stores may ask for.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { range } from './examples.ts';
import { refusalOf, type TableRequest } from './strict-dynamodb.ts';

const text = (S: string): AttributeValue => ({ S });
const key = { pk: text('p'), sk: text('s') };
const nested = (levels: number): AttributeValue =>
  range(levels).reduce<AttributeValue>((inner) => ({ L: [inner] }), text('x'));
const setting = (attribute: string, value: AttributeValue): TableRequest => ({
  Key: key,
  UpdateExpression: 'SET #a = :v',
  ExpressionAttributeNames: { '#a': attribute },
  ExpressionAttributeValues: { ':v': value },
});
const putting = (more: Record<string, AttributeValue>): TableRequest => ({ Item: { ...key, ...more } });
const asking = (KeyConditionExpression: string, value: string): TableRequest => ({
  KeyConditionExpression,
  ExpressionAttributeValues: { ':v': text(value) },
});
const dueFields = (name: string): TableRequest => ({
  IndexName: 'due',
  ProjectionExpression: 'pk, #a',
  ExpressionAttributeNames: { '#a': name },
});

const refused: readonly [what: string, request: TableRequest, because: string][] = [
  ['an empty sort key', { Key: { ...key, sk: text('') } }, 'empty'],
  ['an empty key of an index', putting({ dueShard: text(''), dueAt: { N: '1' } }), 'empty'],
  ['an empty key of an index by update', setting('dueShard', text('')), 'empty'],
  ['a question for an empty key', asking('pk = :v', ''), 'empty'],
  ['an empty beginning of a key', asking('begins_with(sk, :v)', ''), 'empty'],
  ['a long partition key of an index', putting({ audienceShard: text('x'.repeat(2_049)) }), '2048 bytes'],
  ['a long sort key of an index', putting({ subscriberId: text('é'.repeat(513)) }), '1024 bytes'],
  ['a long expression', { UpdateExpression: `SET ${'a = :v, '.repeat(512)}b = :v` }, '4096 bytes'],
  ['a long list', { FilterExpression: `a IN (${range(101).map(() => ':v')})` }, '100 operands'],
  ['deep nesting', putting({ a: nested(33) }), 'nested'],
  ['half a character', putting({ a: { M: { b: { SS: ['\ud83d'] } } } }), 'half a character'],
  ['a life in milliseconds', putting({ expiresAt: { N: '1795700000000' } }), 'seconds'],
  ['a life in words', setting('expiresAt', text('2026-11-26')), 'seconds'],
  ['what an index does not project', dueFields('state'), 'does not project state'],
];

it.each(refused)('%s is refused', (_what, request, because) => {
  expect(refusalOf(request)).toContain(because);
});

it.each<[what: string, request: TableRequest]>([
  ['an item with empty text and a whole character', putting({ a: text(''), b: text('🌸'), dueAt: { N: '1' } })],
  [
    'keys as long as they may be',
    putting({ dueShard: text('x'.repeat(2_048)), subscriberId: text('x'.repeat(1_024)) }),
  ],
  ['nesting as deep as it may be', putting({ a: nested(32) })],
  ['a life in seconds', setting('expiresAt', { N: '1795700000' })],
  ['the keys of an index', dueFields('dueAt')],
])('%s is taken', (_what, request) => {
  expect(refusalOf(request)).toBeUndefined();
});

// What the goal hook of a context is made of: receipts on its table, signatures from its keys.
import { makeGoalReceipts as receiptsOn } from '../adapters/dynamodb/goal-receipts.ts';
import { makeGoalSignatures as signaturesFrom } from '../adapters/goal-signatures.ts';
import type { GoalReceipts, GoalSignatures } from '../ports/goal-hook.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeGoalReceipts = (context: Context): GoalReceipts =>
  context.once('goal-receipts', () => receiptsOn(tableAccess(context)));

export const makeGoalSignatures = (context: Context): GoalSignatures =>
  context.once('goal-signatures', () => signaturesFrom(context.keys));

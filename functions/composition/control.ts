// The switch that pauses sending, on the context's table.
import { makeControl as make } from '../adapters/dynamodb/control.ts';
import type { Control } from '../ports/control.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeControl = (context: Context): Control => context.once('control', () => make(tableAccess(context)));

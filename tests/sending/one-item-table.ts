// A table that holds one item and never loses a save: the pace alone lies in it.
import type { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';

export function oneItemTable(): TableAccess {
  let item: Record<string, unknown> | undefined;
  return {
    get: async () => item,
    putVersioned: async (_key: unknown, next: Record<string, unknown>) => {
      item = { ...next, rev: Number(next.rev) + 1 };
      return true;
    },
  } as unknown as TableAccess;
}

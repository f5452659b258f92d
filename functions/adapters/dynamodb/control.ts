// The switch that pauses sending, as one versioned item.
import { freeSending, type SendingControl } from '../../domain/control.ts';
import type { Control } from '../../ports/control.ts';
import { keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

export function makeControl(table: TableAccess): Control {
  return {
    async get() {
      const item = await table.get(keys.control());
      return item ? (withoutKeys(item) as unknown as SendingControl) : freeSending;
    },
    save: (control) => table.putVersioned(keys.control(), { ...control }),
  };
}

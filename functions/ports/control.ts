// The one switch that pauses sending.
import type { SendingControl } from '../domain/control.ts';

export interface Control {
  /** Consistent; sending is free where nobody ever touched the switch. */
  get(): Promise<SendingControl>;
  /** Writes IF the stored rev is `control.rev` (0 for the first); stores rev + 1. */
  save(control: SendingControl): Promise<boolean>;
}

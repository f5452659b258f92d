// Flips the switch that pauses sending; when somebody else flipped it meanwhile, reads again and decides anew.
import type { SendingControl } from '../domain/control.ts';
import type { Control } from '../ports/control.ts';

const maxSaveAttempts = 8;

/** `change` answers the control to save, or undefined to leave it. Answers the control as it stands. */
export async function changeControl(
  control: Control,
  change: (known: SendingControl) => SendingControl | undefined,
): Promise<SendingControl> {
  for (let attempt = 1; attempt <= maxSaveAttempts; attempt++) {
    const known = await control.get();
    const next = change(known);
    if (!next) return known;
    if (await control.save(next)) return { ...next, rev: next.rev + 1 };
  }
  throw new Error(`The switch was changed by others ${maxSaveAttempts} times in a row; try again.`);
}

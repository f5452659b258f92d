// Reads an enrolment, changes it and saves; when somebody else saved first, reads again and decides anew.
import type { Enrolment, EnrolmentKey } from '../domain/enrolment.ts';
import type { EnrolmentStore } from '../ports/stores.ts';

const maxSaveAttempts = 8;

/** `change` answers the enrolment to save, or undefined to leave it as it is. Throws when it keeps losing. */
export async function changeEnrolment(
  enrolments: EnrolmentStore,
  key: EnrolmentKey,
  change: (known: Enrolment) => Promise<Enrolment | undefined> | Enrolment | undefined,
): Promise<void> {
  for (let attempt = 1; attempt <= maxSaveAttempts; attempt++) {
    const [known] = await enrolments.getMany([key]);
    const next = known && (await change(known));
    if (!next || (await enrolments.save(next))) return;
  }
  throw new Error(
    `An enrolment was changed by others ${maxSaveAttempts} times in a row; the work is left to a later try.`,
  );
}

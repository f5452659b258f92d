// Tells staff something about a subscriber: on their page, and by an e-mail that says no more than that there is news.
import type { Clinic } from '../domain/clinic.ts';
import { type Notice, wantedMail } from '../domain/notice.ts';
import type { Clock } from '../ports/clock.ts';
import type { Notices } from '../ports/notices.ts';

export interface NoticeDeps {
  readonly clinic: Pick<Clinic, 'staffAddress'>;
  readonly notices: Notices;
  readonly clock: Clock;
}

const saveTries = 5;

/** Idempotent by the notice's cause. The mail is wanted whether or not the notice is new: a crash may have come between. */
export async function giveNotice({ clinic, notices, clock }: NoticeDeps, notice: Notice): Promise<void> {
  await notices.put(notice);
  if (clinic.staffAddress === undefined) return;
  for (let tried = 0; tried < saveTries; tried++) {
    const mail = await notices.mail();
    const wanted = wantedMail(mail, clock.now());
    if (!wanted || (await notices.saveMail(wanted))) return;
  }
  throw new Error(`The mail to staff was changed by others ${saveTries} times in a row; the step is tried again.`);
}

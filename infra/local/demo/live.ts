// The demo: 200 invented people sign up, confirm and live through 30 days in about a minute, over the same doors as everybody.
import { dayMs, hourMs, minuteMs } from '../../../functions/domain/time.ts';
import type { LocalRunner } from '../runner.ts';
import type { StoredMail } from '../ses/mail.ts';
import { Agenda } from './agenda.ts';
import { inventCast, type Person } from './cast.ts';
import { newsletter, newsletterAfterMs } from './newsletter.ts';
import type { Progress } from './progress.ts';
import { confirm, planReading, type ReaderParts } from './reader.ts';
import { openStaffDesk, type StaffDesk } from './staff-desk.ts';

const onceName = 'demo';
const showEveryMs = 200;
/** After these e-mails somebody eager may book. */
const bookingTemplates = new Set(['combined-approach', 'questions', 'next-step']);
const bookingProbability = 0.1;

export interface DemoSize {
  readonly people: number;
  readonly days: number;
}

export const fullDemo: DemoSize = { people: 200, days: 30 };

/** Lives the days, once per data directory. Answers false when they were lived before. */
export async function liveDemo(runner: LocalRunner, progress: Progress, size: DemoSize = fullDemo): Promise<boolean> {
  if (runner.once.isDone(onceName)) return false;
  const from = runner.now();
  const agenda = new Agenda(runner.now);
  const parts = { runner, agenda };
  const cast = inventCast(size.people);
  for (const person of cast) agenda.plan(from + person.signsUpAfterMs, () => signUp(runner, person));
  const desk = await openStaffDesk(runner);
  agenda.plan(from + newsletterAfterMs, () => desk.sendNewsletter(newsletter));
  listenForMail(parts, cast, desk);
  runner.join(agenda);
  const showing = setInterval(() => {
    const lived = runner.now() - from;
    const words = `day ${Math.floor(lived / dayMs) + 1} of ${size.days}, ${runner.mail?.count() ?? 0} e-mails`;
    progress.show(Math.min(1, lived / (size.days * dayMs)), words);
  }, showEveryMs);
  try {
    await runner.advanceTo(from + size.days * dayMs);
  } finally {
    clearInterval(showing);
  }
  runner.once.done(onceName);
  progress.end(`${cast.length} people lived through ${size.days} days and got ${runner.mail?.count() ?? 0} e-mails.`);
  return true;
}

async function signUp(runner: LocalRunner, person: Person): Promise<void> {
  const { email, firstName, tracking, timeZone, source, ip } = person;
  const answer = await runner.dispatch(
    new Request(`${runner.origin}/api/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, firstName, consent: true, tracking, timeZone, source }),
    }),
    ip,
  );
  if (!answer.ok) throw new Error(`Sign-up answered ${answer.status} to an invented person.`);
}

function listenForMail(parts: ReaderParts, cast: readonly Person[], desk: StaffDesk): void {
  const { runner, agenda } = parts;
  const byAddress = new Map(cast.map((person) => [person.email, { person, received: 0, booked: false }]));
  const receive = async (mail: StoredMail): Promise<void> => {
    const known = byAddress.get(mail.to);
    if (!known) return;
    const { person } = known;
    const message = await runner.view(mail);
    if (message.template === 'confirm') {
      const at = mail.at + person.chance.leisurely(3 * minuteMs, 9 * hourMs);
      if (person.confirms) agenda.plan(at, () => confirm(parts, person, message));
      return;
    }
    known.received++;
    planReading(parts, person, message, known.received);
    const mayBook = !known.booked && person.opens > 0.5 && bookingTemplates.has(message.template ?? '');
    if (!mayBook || !person.chance.happens(bookingProbability)) return;
    known.booked = true;
    agenda.plan(mail.at + person.chance.between(4 * hourMs, 30 * hourMs), () => desk.noteBooking(person.email));
  };
  // Read a moment later, when whoever sends it has written down its links.
  runner.mail?.onMail((mail) => agenda.planExactly(mail.at, () => receive(mail)));
}

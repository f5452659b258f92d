// Why e-mails of a newsletter wait, in a line: the reason that keeps all of them first, then what each batch waits for.
import type { Waiting } from '../../usecases/explain-waiting.ts';
import type { Formats } from './formats.ts';
import { pauseInWords, speedInWords } from './sending-words.ts';

const reasons: Readonly<Record<string, string>> = {
  cap: 'whoever has had enough e-mails this week gets it as soon as another one is fair',
  window: 'where it is night or a day off it waits for the morning',
  hold: 'some have been sent another e-mail this moment',
  pace: 'no more may leave a minute',
  paused: 'they were stopped, and leave within minutes now',
};

export const WaitingLine = ({ waiting, formats }: { waiting: Waiting; formats: Formats }) => {
  const held = waiting.reasons.find(({ reason }) => reason === 'restore');
  const others = waiting.count - (held?.count ?? 0);
  return (
    <>
      {others > 0 ? (
        <p>
          {formats.count(others)} {others === 1 ? 'waits' : 'wait'}: {whyInWords(waiting, formats)}
        </p>
      ) : null}
      {held ? (
        <p>
          {held.count > 0 ? `${formats.count(held.count)} ${held.count === 1 ? 'is' : 'are'}` : 'It is'} held since the
          restore, until an operator decides (“reconcile … --release” or “--lapse”).
        </p>
      ) : null}
    </>
  );
};

function whyInWords({ control, pace, reasons: found }: Waiting, formats: Formats): string {
  if (control.paused) return `${pauseInWords(control)} They leave when somebody resumes.`;
  if (pace.heldUntil !== undefined)
    return `${speedInWords(pace)}. The next try is at ${formats.moment(pace.heldUntil)}.`;
  if (pace.perDay !== undefined && pace.usedInDay >= pace.perDay)
    return `the ${formats.count(pace.perDay)} of 24 hours are used up; they leave as soon as more may.`;
  const [first] = found.filter(({ reason }) => reason in reasons);
  if (!first) return 'they leave as their turn comes.';
  return `${reasons[first.reason]} (the next at ${formats.moment(first.until)}).`;
}

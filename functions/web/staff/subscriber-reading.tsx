// How one subscriber reads, in words; and the end of her long silence, by staff.
import { scoreInWords } from '../../domain/score.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import type { Reading } from '../../usecases/show-subscriber.ts';
import type { Formats } from './formats.ts';
import { When } from './parts.tsx';

interface ReadingProps {
  readonly subscriber: Subscriber;
  readonly reading: Reading | undefined;
  readonly mayChange: boolean;
  readonly formats: Formats;
}

export const ReadingCard = ({ subscriber, reading, mayChange, formats }: ReadingProps) => {
  const { id, sunsetSince } = subscriber;
  return (
    <section class="card">
      <h2>How she reads</h2>
      {reading ? (
        <Known reading={reading} formats={formats} />
      ) : (
        <p>Not known: opens and clicks of hers may not be noticed.</p>
      )}
      {sunsetSince === undefined ? null : (
        <>
          <p>
            <strong>No newsletters and no series</strong> since <When at={sunsetSince} formats={formats} dayOnly />: she
            gave no sign for very long. A click of hers, or a change of her preferences, lets them come again.
          </p>
          {mayChange ? (
            <form method="post" action={`/staff/subscribers/${id}/stir`}>
              <button type="submit" class="second">
                Write to her again
              </button>
            </form>
          ) : null}
        </>
      )}
    </section>
  );
};

const Known = ({ reading: { score, lastSignAt, mails }, formats }: { reading: Reading; formats: Formats }) => {
  if (score === undefined) {
    return (
      <p>
        {mails === 0
          ? 'Not known yet: no e-mail that could tell has left.'
          : 'Not known: her mailbox, or the time since the last e-mail, does not tell.'}
      </p>
    );
  }
  return (
    <>
      <p class="score">
        <strong>{score}</strong> of 100: {scoreInWords(score)}.
      </p>
      <p class="hint">
        {lastSignAt === undefined ? (
          'No sign of a person so far'
        ) : (
          <>
            Last sign <When at={lastSignAt} formats={formats} dayOnly />
          </>
        )}
        , from {formats.count(mails)} {mails === 1 ? 'e-mail' : 'e-mails'}. Machines and relays do not count.
      </p>
    </>
  );
};

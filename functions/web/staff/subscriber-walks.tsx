// What comes next for one subscriber and what passed her by, and pausing her.

import type { Explanation } from '../../domain/explain.ts';
import { titleOf } from '../../domain/place.ts';
import type { Projected } from '../../domain/projection.ts';
import { endInWords, refusalInWords } from '../../domain/reasons.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import type { Formats } from './formats.ts';
import { When } from './parts.tsx';

export const WhatComes = ({ explanation, formats }: { explanation: Explanation; formats: Formats }) => {
  const { next, passedBy, ifOpened } = explanation;
  return (
    <>
      {next.length > 0 ? (
        <>
          <h3>What comes next</h3>
          <p class="hint">
            {explanation.asIfResumed
              ? 'As if what is paused went on now, and nothing new happened: no open, no answer, no newsletter.'
              : 'If nothing new happens: no open, no answer, no newsletter.'}
          </p>
          <ol class="coming">
            {next.map((one) => (
              <li>
                <When at={one.at} formats={formats} /> {comingInWords(one)}
              </li>
            ))}
          </ol>
        </>
      ) : null}
      {ifOpened ? (
        <p>
          If she opens the last one now, <strong>{comingInWords(ifOpened)}</strong> comes next, on{' '}
          <When at={ifOpened.at} formats={formats} />.
        </p>
      ) : null}
      {passedBy.length > 0 ? (
        <details class="how">
          <summary>What passed her by, and why</summary>
          <ul>
            {passedBy.map(({ title, words }) => (
              <li>
                {title}: {words}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
};

function comingInWords(one: Projected): string {
  if (one.kind === 'sent') return titleOf(one.step);
  if (one.kind === 'passed') return `${titleOf(one.step)} is left out: ${refusalInWords(one.reason)}`;
  return one.kind === 'rests' ? 'no more mail until an answer' : endInWords(one.reason);
}

interface PauseProps {
  readonly subscriber: Subscriber;
  readonly mayChange: boolean;
  readonly formats: Formats;
}

export const PausePerson = ({ subscriber, mayChange, formats }: PauseProps) => {
  const { id, status, pausedSince } = subscriber;
  if (status !== 'active') return null;
  const change = pausedSince === undefined ? 'pause' : 'resume';
  return (
    <section class="card">
      <h2>Pause</h2>
      {pausedSince === undefined ? (
        <p>Her series can stand still for a while; newsletters then pass her by.</p>
      ) : (
        <p>
          <strong>Paused</strong> since <When at={pausedSince} formats={formats} />: no series, no newsletter.
        </p>
      )}
      {mayChange ? (
        <form method="post" action={`/staff/subscribers/${id}/${change}`}>
          <button type="submit" class="second">
            {pausedSince === undefined ? 'Pause her mail' : 'Resume her mail'}
          </button>
        </form>
      ) : (
        <p class="hint">An editor can change this here.</p>
      )}
    </section>
  );
};

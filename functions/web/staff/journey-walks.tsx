// The people on a journey for staff: the drawn map with where they are, and pausing the journey or one of its steps.
import type { PausedPart } from '../../domain/control.ts';
import { nodeInWords } from '../../domain/node-words.ts';
import { titleOf } from '../../domain/place.ts';
import { stepsInWalkingOrder } from '../../domain/walking-order.ts';
import type { JourneyMap } from '../../usecases/map-journey.ts';
import type { Formats } from './formats.ts';
import { Badge, Scroll, When } from './parts.tsx';

export const PausedBadge = ({ parts }: { parts: readonly PausedPart[] }) => {
  if (parts.some(({ step }) => step === undefined)) return <Badge tone="warn">Paused</Badge>;
  if (parts.length === 0) return null;
  return <Badge tone="warn">{parts.length === 1 ? 'One step paused' : `${parts.length} steps paused`}</Badge>;
};

export const WhereTheyAre = ({ map, formats }: { map: JourneyMap; formats: Formats }) => {
  const address = `/staff/journeys/${map.journey.id}/map.svg`;
  const onTheWay = [...map.here.values()].reduce((sum, people) => sum + people, 0);
  const standing = [...map.here].sort(([, a], [, b]) => b - a);
  const atLeast = map.isPartial ? 'at least ' : '';
  return (
    <section aria-labelledby="map">
      <h2 id="map">Where people are</h2>
      <p>
        {onTheWay === 1 ? 'One person is' : `${atLeast}${formats.count(onTheWay)} people are`} on the way. A filled
        number says how many stand there now, the number on an arrow how many went along it.
        {map.onEarlier > 0 ? ` ${formats.count(map.onEarlier)} more walk an earlier version.` : ''}
      </p>
      {map.held > 0 ? (
        <p>
          {atLeast}
          {formats.count(map.held)} of them {map.held === 1 ? 'is' : 'are'} held since the restore, until an operator
          decides (“reconcile … --release” or “--lapse”).
        </p>
      ) : null}
      <Scroll label="Map of the journey">
        <picture class="map">
          <source
            media="(max-width: 44rem) and (prefers-color-scheme: dark)"
            srcset={`${address}?scheme=dark&width=narrow`}
          />
          <source media="(max-width: 44rem)" srcset={`${address}?width=narrow`} />
          <source media="(prefers-color-scheme: dark)" srcset={`${address}?scheme=dark`} />
          <img
            src={address}
            alt="The journey as a map of e-mails, waits and branches. The list below says where people are."
          />
        </picture>
      </Scroll>
      {standing.length > 0 ? (
        <details class="how">
          <summary>The same as a list</summary>
          <ul>
            {standing.map(([node, people]) => (
              <li>
                {formats.count(people)}: {nodeInWords(map.journey, node)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
};

interface PauseProps {
  readonly map: JourneyMap;
  readonly parts: readonly PausedPart[];
  readonly mayChange: boolean;
  readonly formats: Formats;
}

export const PauseJourney = ({ map: { journey }, parts, mayChange, formats }: PauseProps) => {
  const whole = parts.find(({ step }) => step === undefined);
  const steps = parts.filter(({ step }) => step !== undefined);
  const action = (change: string) => `/staff/journeys/${journey.id}/${change}`;
  return (
    <section aria-labelledby="pause" class="pause">
      <h2 id="pause">Pause</h2>
      <p>
        Who comes to a paused step waits before it. After you resume nobody gets two e-mails of the journey on one day,
        and what grew stale is left out.
      </p>
      {[...(whole ? [whole] : []), ...steps].map((part) => (
        <div class="card paused">
          <p>
            <strong>{part.step === undefined ? 'The journey' : titleOf(part.step)}</strong> is paused since{' '}
            <When at={part.at} formats={formats} />, by {part.by}.
          </p>
          {mayChange ? (
            <form method="post" action={action('resume')}>
              {part.step === undefined ? null : <input type="hidden" name="step" value={part.step} />}
              <button type="submit">Resume</button>
            </form>
          ) : null}
        </div>
      ))}
      {mayChange ? (
        <form method="post" action={action('pause')} class="inline pick">
          <label class="unseen" for="step">
            What to pause
          </label>
          <select id="step" name="step">
            {whole ? null : <option value="">The whole journey</option>}
            {stepsInWalkingOrder(journey)
              .filter(({ id }) => !steps.some(({ step }) => step === id))
              .map(({ id }) => (
                <option value={id}>{titleOf(id)}</option>
              ))}
          </select>
          <button type="submit" class="second">
            Pause
          </button>
        </form>
      ) : (
        <p class="hint">An editor can pause the journey or a step of it here.</p>
      )}
    </section>
  );
};

// What staff see of a stop: who stopped sending when and why, and the question before it is stopped.
import type { Context } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import type { SendingControl } from '../../domain/control.ts';
import { maxBecauseLength } from '../../usecases/stop-sending.ts';
import type { Formats } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Field, When } from './parts.tsx';
import { pauseInWords, whyInWords } from './sending-words.ts';

interface StopsProps {
  readonly control: SendingControl;
  readonly formats: Formats;
}

/** Why nothing leaves: who stopped it first, and whoever did after her. */
export const Stops = ({ control, formats }: StopsProps) => (
  <>
    <p>
      <strong>{pauseInWords(control)}</strong>
    </p>
    {control.at === undefined ? null : (
      <p class="hint">
        By {personInWords(control.by)} on <When at={control.at} formats={formats} />.
      </p>
    )}
    {control.further?.map(({ by, at, reason, detail, everything }) => (
      <p class="hint">
        Then by {personInWords(by)} on <When at={at} formats={formats} />
        {everything ? ', confirmations too' : ''}: {whyInWords(reason, detail)}.
      </p>
    ))}
  </>
);

const personInWords = (by: string | undefined): string =>
  by === 'afterglow' ? 'Afterglow itself' : (by ?? 'somebody');

export interface StopPageProps extends StopsProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
}

export const StopPage = ({ c, clinic, formats, control }: StopPageProps) => {
  const { paused, marketingOnly } = control;
  return (
    <StaffPage c={c} clinic={clinic} title="Stop sending?" section="sending">
      <h1>{paused ? 'Sending is stopped already' : 'Stop sending now?'}</h1>
      <div class="card ask">
        {paused ? (
          <Stops control={control} formats={formats} />
        ) : (
          <p>
            Newsletters and series stop at once, for everybody, until somebody resumes. Nobody is lost: what is due
            waits, and what grows stale meanwhile is left out.
          </p>
        )}
        <form method="post" action="/staff/sending/stop">
          {paused && !marketingOnly ? null : (
            <p>
              <label class="check">
                <input type="checkbox" name="everything" value="yes" /> Stop confirmations of new subscribers as well
              </label>
            </p>
          )}
          <Field
            id="because"
            label="Why (optional)"
            hint="For whoever resumes."
            control={(tie) => <input {...tie} type="text" maxlength={maxBecauseLength} />}
          />
          <div class="buttons">
            <button type="submit" class="stop">
              {paused ? 'Add to the stop' : 'Stop sending'}
            </button>
            <a class="button second" href="/staff/sending">
              {paused ? 'Leave it as it is' : 'Leave it running'}
            </a>
          </div>
        </form>
      </div>
    </StaffPage>
  );
};

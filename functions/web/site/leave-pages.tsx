// What the leave and preference pages say.
import type { Clinic } from '../../domain/clinic.ts';
import type { Preferences } from '../../usecases/set-preferences.ts';
import { PostButton } from './notice.tsx';

interface Props {
  readonly clinic: Clinic;
  readonly token: string;
}

export const LeaveQuestion = ({ clinic, token }: Props) => (
  <>
    <p>Press the button, and {clinic.name} writes to you no more. It takes effect at once.</p>
    <div class="actions">
      <PostButton label="Stop all e-mails" />
    </div>
    <p class="small">
      Is it only that we notice what you open? You can <a href={`/preferences/${token}`}>switch that off</a> and keep
      the e-mails.
    </p>
  </>
);

export const Left = ({ clinic, token }: Props) => (
  <>
    <p>We will not write to you again. Thank you for having read us, and all the best to you.</p>
    <form method="post" action={`/unsubscribe/${token}`} class="actions">
      <input type="hidden" name="action" value="undo" />
      <button type="submit" class="quiet">
        That was a mistake: undo
      </button>
    </form>
    <p class="small">Questions are always welcome: {clinic.phone}.</p>
  </>
);

export const Stopped = () => (
  <p>
    Nothing is sent to this address, and there is nothing to stop. Should you want our e-mails one day, you can{' '}
    <a href="/">sign up</a>.
  </p>
);

export const WelcomeBack = ({ clinic }: { clinic: Clinic }) => (
  <p>It is as if you had never left: the series from {clinic.name} goes on where it stood.</p>
);

export const NotUndone = () => (
  <>
    <p>You left before you had confirmed your address, so there is nothing to go back to.</p>
    <div class="actions">
      <a class="button" href="/">
        Go to the sign-up page
      </a>
    </div>
  </>
);

export const FromArchive = () => (
  <p>
    You came from the copy of a newsletter that everybody may read, which belongs to nobody in particular. To leave or
    to change your preferences, use the link at the foot of an e-mail we sent to you.
  </p>
);

interface PreferencesProps extends Props {
  readonly preferences: Pick<Preferences, 'tracking' | 'topics'>;
  readonly saved: boolean;
}

export const PreferencesForm = ({ clinic, token, preferences: { tracking, topics }, saved }: PreferencesProps) => (
  <>
    {saved ? (
      <p class="saved" role="status">
        Saved. It counts from this moment, also for e-mails you already have.
      </p>
    ) : null}
    <form method="post">
      <fieldset>
        <legend>What you want to read</legend>
        {topics.map(({ id, title, about, wanted }) => (
          <label class="check">
            <input type="hidden" name={`shown-${id}`} value="yes" />
            <input type="checkbox" name={`topic-${id}`} checked={wanted} />
            <span>
              {title}
              <span class="hint">{about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {topics.some(({ wanted }) => wanted) ? null : (
        <p class="small">
          All of them are off: you stay on the list, and we write nothing until you switch one on again.
        </p>
      )}
      <fieldset>
        <legend>What we may notice</legend>
        <label class="check">
          <input type="checkbox" name="tracking" checked={tracking} />
          <span>{clinic.consentWording.tracking}</span>
        </label>
      </fieldset>
      <button type="submit">Save</button>
    </form>
    <hr class="rule" />
    <h2>Leave</h2>
    <p>You can stop all e-mails from {clinic.name} at any time.</p>
    <form method="post" action={`/unsubscribe/${token}`}>
      <button type="submit" class="quiet">
        Stop all e-mails
      </button>
    </form>
  </>
);

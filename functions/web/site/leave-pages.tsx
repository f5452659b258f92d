// What the leave and preference pages say.
import type { Clinic } from '../../domain/clinic.ts';
import { consentWords } from '../../domain/consent-wording.ts';
import type { Preferences } from '../../usecases/set-preferences.ts';
import { ButtonTo, linkTo, PostButton } from './notice.tsx';
import type { SiteWords } from './words/en.tsx';

interface Props {
  readonly clinic: Clinic;
  readonly words: SiteWords;
  readonly token: string;
}

export const LeaveQuestion = ({ clinic, words: { leave }, token }: Props) => (
  <>
    <p>{leave.question.about(clinic.name)}</p>
    <div class="actions">
      <PostButton label={leave.button} />
    </div>
    <p class="small">{leave.question.onlyTracking(linkTo(`/preferences/${token}`))}</p>
  </>
);

export const Left = ({ clinic, words, token }: Props) => (
  <>
    <p>{words.leave.left.about}</p>
    <Undo words={words} token={token} />
    <p class="small">{words.leave.left.questions(clinic.phone)}</p>
  </>
);

/** Goes back to before she left. */
export const Undo = ({ words, token }: Omit<Props, 'clinic'>) => (
  <form method="post" action={`/unsubscribe/${token}`} class="actions">
    <input type="hidden" name="action" value="undo" />
    <button type="submit" class="quiet">
      {words.leave.undo}
    </button>
  </form>
);

export const Stopped = ({ words }: Pick<Props, 'words'>) => <p>{words.leave.stopped.about(linkTo('/'))}</p>;

export const WelcomeBack = ({ clinic, words }: Pick<Props, 'clinic' | 'words'>) => (
  <p>{words.leave.back.about(clinic.name)}</p>
);

export const NotUndone = ({ words }: Pick<Props, 'words'>) => (
  <>
    <p>{words.leave.notUndone.about}</p>
    <ButtonTo href="/" label={words.errors.toSignUp} />
  </>
);

export const FromArchive = ({ words }: Pick<Props, 'words'>) => <p>{words.leave.archive.about}</p>;

interface PreferencesProps extends Props {
  readonly preferences: Pick<Preferences, 'tracking' | 'topics' | 'wordingStale'>;
  readonly saved: boolean;
}

export const PreferencesForm = ({ clinic, words, token, preferences, saved }: PreferencesProps) => (
  <>
    {saved ? (
      <p class="saved" role="status">
        {preferences.wordingStale ? words.preferences.wordingStale : words.preferences.saved}
      </p>
    ) : null}
    <form method="post">
      <input type="hidden" name="wording" value={clinic.consentWording.version} />
      <fieldset>
        <legend>{words.preferences.topics}</legend>
        {preferences.topics.map(({ id, title, about, wanted }) => (
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
      {preferences.topics.some(({ wanted }) => wanted) ? null : <p class="small">{words.preferences.allOff}</p>}
      <fieldset>
        <legend>{words.preferences.notice}</legend>
        <label class="check">
          <input type="checkbox" name="tracking" checked={preferences.tracking} />
          <span>{consentWords(clinic.consentWording, words.locale).tracking}</span>
        </label>
      </fieldset>
      <button type="submit">{words.preferences.save}</button>
    </form>
    <hr class="rule" />
    <h2>{words.preferences.leave}</h2>
    <p>{words.preferences.aboutLeaving(clinic.name)}</p>
    <form method="post" action={`/unsubscribe/${token}`}>
      <button type="submit" class="quiet">
        {words.leave.button}
      </button>
    </form>
  </>
);

// The clinic's front door: what the series gives, how often it comes, and a calm form.
import { raw } from 'hono/html';
import type { Clinic } from '../../domain/clinic.ts';
import { consentWords } from '../../domain/consent-wording.ts';
import { linkTo } from './notice.tsx';
import type { FieldError } from './respond.tsx';
import type { SiteWords } from './words/en.tsx';

export interface SignUpPageProps {
  readonly clinic: Clinic;
  readonly words: SiteWords;
  readonly nonce: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
}

/** Fills the hidden field, so that e-mails arrive in her morning; without it the clinic's own zone serves. */
const zoneScript = `document.getElementById('timeZone').value=Intl.DateTimeFormat().resolvedOptions().timeZone||''`;

export const SignUpPage = ({ clinic, words, nonce, values = {}, errors = [] }: SignUpPageProps) => (
  <div class="front">
    <div class="intro">
      <p class="eyebrow">{words.front.eyebrow}</p>
      <h1>{words.front.heading}</h1>
      <p class="lead">{words.front.lead}</p>
      <p class="muted">{words.front.pace(clinic.caps.marketing, clinic.caps.days)}</p>
    </div>
    <section class="sign-up card" aria-labelledby="form-title">
      <h2 id="form-title">{words.form.heading}</h2>
      <ErrorSummary words={words} errors={errors} />
      <SignUpForm clinic={clinic} words={words} values={values} errors={errors} />
      <p class="small">{words.form.after(linkTo(clinic.privacyUrl))}</p>
    </section>
    <section class="topics" aria-labelledby="topics-title">
      <h2 id="topics-title">{words.front.topicsHeading}</h2>
      <ol>
        {words.front.topics.map(([title, about], index) => (
          <li data-n={String(index + 1)}>
            <div>
              <strong>{title}</strong>
              <span>{about}</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
    <script nonce={nonce}>{raw(zoneScript)}</script>
  </div>
);

const ErrorSummary = ({ words, errors }: { words: SiteWords; errors: readonly FieldError[] }) =>
  errors.length === 0 ? null : (
    <div class="summary" role="alert">
      <h3>{words.form.summary(errors.length)}</h3>
      <ul>
        {errors.map(({ field, message }) => (
          <li>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );

interface FieldsProps {
  readonly clinic: Clinic;
  readonly words: SiteWords;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

const SignUpForm = ({ clinic, words, values, errors }: FieldsProps) => (
  <form method="post" action="/signup" class="wide">
    <div class="field">
      <label for="email">{words.form.email}</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="email"
        required
        maxlength={254}
        value={values.email ?? ''}
        {...tied('email', errors)}
      />
      <FieldMessage field="email" errors={errors} />
    </div>
    <div class="field">
      <label for="firstName">
        {words.form.firstName} <span class="optional">{words.form.optional}</span>
      </label>
      <input
        id="firstName"
        name="firstName"
        type="text"
        autocomplete="given-name"
        maxlength={80}
        value={values.firstName ?? ''}
        {...tied('firstName', errors)}
      />
      <FieldMessage field="firstName" errors={errors} />
    </div>
    <div class="checks">
      <label class="check">
        <input
          id="consent"
          type="checkbox"
          name="consent"
          required
          checked={Boolean(values.consent)}
          {...tied('consent', errors)}
        />
        <span>{consentWords(clinic.consentWording, words.locale).marketing}</span>
      </label>
      <FieldMessage field="consent" errors={errors} />
      <FieldMessage field="wording" errors={errors} />
      <label class="check">
        <input id="tracking" type="checkbox" name="tracking" checked={Boolean(values.tracking)} />
        <span>
          {consentWords(clinic.consentWording, words.locale).tracking}{' '}
          <span class="optional">{words.form.optional}</span>
        </span>
      </label>
    </div>
    <input type="hidden" id="wording" name="wording" value={clinic.consentWording.version} />
    <input type="hidden" id="timeZone" name="timeZone" value={values.timeZone ?? ''} />
    {values.locale ? <input type="hidden" name="locale" value={values.locale} /> : null}
    <input type="hidden" name="source" value={values.source ?? ''} />
    <div class="lure" aria-hidden="true">
      <label for="website">{words.form.lure}</label>
      <input id="website" name="website" type="text" tabindex={-1} autocomplete="off" />
    </div>
    <button type="submit">{words.form.send}</button>
  </form>
);

const FieldMessage = ({ field, errors }: { field: string; errors: readonly FieldError[] }) => {
  const error = errors.find((one) => one.field === field);
  return error ? (
    <p class="error" id={`${field}-error`}>
      <span>{error.message}</span>
    </p>
  ) : null;
};

function tied(field: string, errors: readonly FieldError[]): Record<string, string | boolean> {
  const at = errors.findIndex((one) => one.field === field);
  if (at < 0) return {};
  return { 'aria-invalid': 'true', 'aria-describedby': `${field}-error`, ...(at === 0 && { autofocus: true }) };
}

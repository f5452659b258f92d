// The clinic's front door: what the series gives, how often it comes, and a calm form.
import { raw } from 'hono/html';
import type { Clinic } from '../../domain/clinic.ts';
import type { FieldError } from './respond.tsx';

export interface SignUpPageProps {
  readonly clinic: Clinic;
  readonly nonce: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
}

const topics = [
  ['How scars form', 'Why some breakouts leave a mark, what decides its depth, and the types there are.'],
  ['Chemical peels', 'What happens in the chair, how the skin recovers, and who should ask first.'],
  ['Microneedling', 'The two ways it works, and what the weeks between sessions look like.'],
  ['The two together', 'What trials found, and how a plan is made for one face and no other.'],
] as const;

/** Fills the hidden field, so that e-mails arrive in her morning; without it the clinic's own zone serves. */
const zoneScript = `document.getElementById('timeZone').value=Intl.DateTimeFormat().resolvedOptions().timeZone||''`;

export const SignUpPage = ({ clinic, nonce, values = {}, errors = [] }: SignUpPageProps) => (
  <div class="front">
    <div class="intro">
      <p class="eyebrow">A free e-mail series</p>
      <h1>Understand your acne scars, one short e-mail at a time</h1>
      <p class="lead">
        Acne ends; its marks may stay, and meeting them in the mirror can be hard. We explain how scars form and what
        peels and microneedling do, plainly and without promises, so that you can decide in your own time.
      </p>
      <p class="muted">
        Eight to eleven e-mails over the first month, never more than {clinic.caps.marketing} in {clinic.caps.days}{' '}
        days. Education, not medical advice.
      </p>
    </div>
    <section class="sign-up card" aria-labelledby="form-title">
      <h2 id="form-title">Send me the series</h2>
      <ErrorSummary errors={errors} />
      <SignUpForm clinic={clinic} values={values} errors={errors} />
      <p class="small">
        First we send one e-mail to check that the address is yours. Leave at any time: every e-mail has the link, and
        one click is enough. <a href={clinic.privacyUrl}>How we treat your data</a>
      </p>
    </section>
    <section class="topics" aria-labelledby="topics-title">
      <h2 id="topics-title">What you will read</h2>
      <ol>
        {topics.map(([title, about], index) => (
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

const ErrorSummary = ({ errors }: { errors: readonly FieldError[] }) =>
  errors.length === 0 ? null : (
    <div class="summary" role="alert">
      <h3>Please look at {errors.length === 1 ? 'one thing' : `${errors.length} things`} again</h3>
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
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

const SignUpForm = ({ clinic, values, errors }: FieldsProps) => (
  <form method="post" action="/signup" class="wide">
    <div class="field">
      <label for="email">E-mail</label>
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
        First name <span class="optional">(optional)</span>
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
        <span>{clinic.consentWording.marketing}</span>
      </label>
      <FieldMessage field="consent" errors={errors} />
      <FieldMessage field="wording" errors={errors} />
      <label class="check">
        <input id="tracking" type="checkbox" name="tracking" checked={Boolean(values.tracking)} />
        <span>
          {clinic.consentWording.tracking} <span class="optional">(optional)</span>
        </span>
      </label>
    </div>
    <input type="hidden" id="wording" name="wording" value={clinic.consentWording.version} />
    <input type="hidden" id="timeZone" name="timeZone" value={values.timeZone ?? ''} />
    <input type="hidden" name="source" value={values.source ?? ''} />
    <div class="lure" aria-hidden="true">
      <label for="website">Leave this field empty</label>
      <input id="website" name="website" type="text" tabindex={-1} autocomplete="off" />
    </div>
    <button type="submit">Send me the series</button>
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

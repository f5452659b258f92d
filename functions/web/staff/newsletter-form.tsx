// Writing a newsletter: the form on the left, what people will get on the right, drawn by the same renderer.
import type { Context } from 'hono';
import * as z from 'zod';
import type { Clinic } from '../../domain/clinic.ts';
import { newsletterTopic, seriesTopic } from '../../domain/topic.ts';
import type { Draft } from './desk.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Field } from './parts.tsx';
import type { FieldErrors } from './problem.ts';

export const draftSchema = z.object({
  subject: z.string().trim().min(1, 'Write a subject.').max(150, 'Keep the subject under 150 characters.'),
  preheader: z
    .string()
    .trim()
    .max(200, 'Keep the preview line under 200 characters.')
    .optional()
    .meta({ description: 'What a mailbox shows beside the subject; made from the first words where absent.' }),
  markdown: z
    .string()
    .trim()
    .min(1, 'Write the newsletter; a heading and a paragraph make a beginning.')
    .max(40_000, 'Keep the text under 40,000 characters.'),
  topic: z
    .string()
    .max(30, 'Name a topic of clinic.config.ts.')
    .optional()
    .meta({ description: 'Whoever switched it off does not get the issue; `newsletter` where absent.' }),
});

/** What was typed, kept as it is to be shown again. */
export interface Typed {
  readonly subject: string;
  readonly preheader: string;
  readonly markdown: string;
  readonly topic: string;
}

export function readDraft(body: Readonly<Record<string, unknown>>): {
  typed: Typed;
  draft?: Draft;
  errors?: FieldErrors;
} {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name].replaceAll('\r\n', '\n') : '');
  const typed = {
    subject: text('subject'),
    preheader: text('preheader'),
    markdown: text('markdown'),
    topic: text('topic'),
  };
  const checked = draftSchema.safeParse(typed);
  if (!checked.success) return { typed, errors: fieldErrors(checked.error) };
  const { preheader, topic, ...rest } = checked.data;
  return { typed, draft: { ...rest, ...(preheader && { preheader }), ...(topic && { topic }) } };
}

/** The first mistake of each field. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) errors[issue.path.join('.') || 'body'] ??= issue.message;
  return errors;
}

export interface FormPageProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly typed: Typed;
  readonly errors?: FieldErrors | undefined;
  /** Set once the draft is stored. */
  readonly broadcastId?: string;
}

export const NewsletterFormPage = ({ c, clinic, typed, errors = {}, broadcastId }: FormPageProps) => {
  const address = broadcastId ? `/staff/newsletters/${broadcastId}/edit` : '/staff/newsletters/new';
  const title = broadcastId ? 'Edit the draft' : 'Write a newsletter';
  return (
    <StaffPage c={c} clinic={clinic} title={title} section="newsletters">
      <h1>{title}</h1>
      {Object.keys(errors).length > 0 ? (
        <p class="notice bad" role="alert">
          Not saved yet: {Object.values(errors).join(' ')}
        </p>
      ) : null}
      <div class="compose">
        <form method="post" action={address} id="compose">
          <Field
            id="subject"
            label="Subject"
            error={errors.subject}
            control={(tie) => <input {...tie} type="text" value={typed.subject} maxlength={150} required />}
          />
          <Field
            id="preheader"
            label="Preview line (optional)"
            hint="Mailboxes show it beside the subject."
            error={errors.preheader}
            control={(tie) => <input {...tie} type="text" value={typed.preheader} maxlength={200} />}
          />
          <Field
            id="markdown"
            label="Text"
            hint="Markdown: ## heading, **bold**, - list, [words](https://address). A bold link on a line of its own becomes a button."
            error={errors.markdown}
            control={(tie) => (
              <textarea {...tie} rows={22} required>
                {typed.markdown}
              </textarea>
            )}
          />
          <TopicField clinic={clinic} chosen={typed.topic} error={errors.topic} />
          <div class="buttons">
            <button type="submit" name="next" value="send">
              Save and continue to sending
            </button>
            <button type="submit" name="next" value="test" class="second">
              Save and send me a test
            </button>
            <button type="submit" name="next" value="stay" class="second">
              Save draft
            </button>
            <button
              type="submit"
              class="second"
              id="show-preview"
              formaction="/staff/newsletters/preview"
              formtarget="preview"
              formnovalidate
            >
              Update the preview
            </button>
          </div>
        </form>
        <section class="preview" aria-labelledby="preview-title">
          <h2 id="preview-title">Preview</h2>
          <iframe
            name="preview"
            title="The newsletter as it will arrive"
            sandbox=""
            src={broadcastId ? `/staff/newsletters/${broadcastId}/preview` : '/staff/newsletters/preview'}
          />
        </section>
      </div>
      <script src="/staff/live-preview.js" defer />
    </StaffPage>
  );
};

/** A clinic with no topics of its own for newsletters has nothing to choose. */
const TopicField = ({ clinic, chosen, error }: { clinic: Clinic; chosen: string; error: string | undefined }) => {
  const topics = clinic.topics.filter(({ id }) => id !== seriesTopic);
  if (topics.length < 2 && !error) return null;
  return (
    <Field
      id="topic"
      label="Topic"
      hint="Who switched it off on the preference page does not get this issue."
      error={error}
      control={(tie) => (
        <select {...tie}>
          {topics.map(({ id, title }) => (
            <option value={id} selected={id === (chosen || newsletterTopic)}>
              {title}
            </option>
          ))}
        </select>
      )}
    />
  );
};

/**
 * Without this script the "Update the preview" button does the same. A fresh frame takes each preview, so that the back
 * button leaves the page instead of walking through previews, and is shown once loaded, so that nothing flickers.
 */
export const livePreviewScript = `
const form = document.getElementById('compose');
const button = document.getElementById('show-preview');
const pauseMs = 500;
let timer;
function refresh() {
  const shown = document.querySelector('iframe[name="preview"]:not([hidden])');
  document.querySelectorAll('iframe[hidden]').forEach((frame) => frame.remove());
  const next = shown.cloneNode();
  next.removeAttribute('src');
  next.hidden = true;
  next.name = 'preview-' + Date.now();
  shown.after(next);
  button.formTarget = next.name;
  form.requestSubmit(button);
  button.formTarget = 'preview';
  next.addEventListener('load', () => {
    if (!next.isConnected) return;
    shown.remove();
    next.name = 'preview';
    next.hidden = false;
  });
}
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, pauseMs);
});
button.hidden = true;
`;

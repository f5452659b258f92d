// A page that says one thing: a small sign, a headline, a few sentences and what can be done now.
import type { Child } from 'hono/jsx';

const signs = {
  mail: <path d="M3.5 6.5h17v11h-17zM4 7l8 6.2L20 7" />,
  tick: <path d="M5 12.8l4.6 4.5L19.2 7.2" />,
  clock: <path d="M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17M12 7.6V12l3 2.2" />,
  question: <path d="M7.8 9a4.2 4.2 0 1 1 6 3.8c-1.2.6-1.8 1.4-1.8 2.7M12 19v.2" />,
  bell: <path d="M6 16.5h12l-1.4-2.2V10a4.6 4.6 0 0 0-9.2 0v4.3zM10.4 19.4h3.2M4 4l16 16" />,
} as const;

export type Sign = keyof typeof signs;

export const Notice = ({ sign, heading, children }: { sign: Sign; heading: string; children: Child }) => (
  <section class="notice">
    <div class="card">
      <div class="badge">
        <svg
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
          stroke-linecap="round"
          stroke-linejoin="round"
          aria-hidden="true"
        >
          {signs[sign]}
        </svg>
      </div>
      <h1>{heading}</h1>
      {children}
    </div>
  </section>
);

/** Makes a link of some of a sentence's words. */
export const linkTo =
  (href: string) =>
  (words: string): Child => <a href={href}>{words}</a>;

/** A link that looks like a button, on a line of its own. */
export const ButtonTo = ({ href, label }: { href: string; label: string }) => (
  <div class="actions">
    <a class="button" href={href}>
      {label}
    </a>
  </div>
);

/** A button that posts to the very address of the page, so that a GET never acts. */
export const PostButton = ({ label, action, quiet }: { label: string; action?: string; quiet?: boolean }) => (
  <form method="post">
    {action ? <input type="hidden" name="action" value={action} /> : null}
    <button type="submit" class={quiet ? 'quiet' : ''}>
      {label}
    </button>
  </form>
);

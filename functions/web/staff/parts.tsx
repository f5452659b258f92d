// Small pieces the staff pages share: figures, times, notices, fields.
import type { Child } from 'hono/jsx';
import type { EpochMs } from '../../domain/time.ts';
import type { Formats } from './formats.ts';

export const When = ({ at, formats, dayOnly }: { at: EpochMs; formats: Formats; dayOnly?: boolean }) => (
  <time datetime={formats.machine(at)}>{dayOnly ? formats.day(at) : formats.moment(at)}</time>
);

export interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** The few numbers that matter most, large. */
export const Figures = ({ figures }: { figures: readonly FigureProps[] }) => (
  <dl class="figures">
    {figures.map(({ label, value, note }) => (
      <div>
        <dt>{label}</dt>
        <dd>
          <strong>{value}</strong>
          {note ? <span>{note}</span> : null}
        </dd>
      </div>
    ))}
  </dl>
);

export const Badge = ({ tone, children }: { tone: 'good' | 'calm' | 'warn'; children: Child }) => (
  <span class={`badge ${tone}`}>{children}</span>
);

export const Notice = ({ children }: { children: Child }) => (
  <p class="notice" role="status">
    {children}
  </p>
);

/** Nothing here yet, and what to do about it. */
export const Empty = ({ title, children }: { title: string; children: Child }) => (
  <div class="empty">
    <h2>{title}</h2>
    <p>{children}</p>
  </div>
);

/** A table wider than the screen scrolls by itself, also by keyboard. */
export const Scroll = ({ label, children }: { label: string; children: Child }) => (
  <section class="scroll" aria-label={label} tabindex={0}>
    {children}
  </section>
);

export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Draws the control; gets the attributes that tie it to label, hint and error. */
  readonly control: (attributes: Record<string, string | undefined>) => Child;
}

export const Field = ({ id, label, hint, error, control }: FieldProps) => {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
      {control({
        id,
        name: id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? 'true' : undefined,
      })}
    </div>
  );
};

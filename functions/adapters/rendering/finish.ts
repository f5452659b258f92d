// The last look at a rendered e-mail: only declared scalars may be left in it, and its hash names it.
// Shared by built templates and newsletters.
import { createHash } from 'node:crypto';
import type { Rendered, ScalarName } from '../../ports/renderer.ts';

const SCALAR_NAMES: readonly ScalarName[] = ['firstName', 'slotToken', 'leaveToken', 'confirmToken'];

export class UnresolvedPlaceholderError extends Error {
  override readonly name = 'UnresolvedPlaceholderError';
  constructor(
    readonly template: string,
    readonly part: string,
    readonly placeholder: string,
  ) {
    super(
      `"${template}" still holds ${placeholder} in its ${part} after rendering. ` +
        'Declare it under `variables` in the template, or take it out.',
    );
  }
}

type Unfinished = Omit<Rendered, 'hash' | 'scalars'>;

/** Adds hash and scalars; throws UnresolvedPlaceholderError on any `{{` that SES is not meant to substitute. */
export function finish(email: Unfinished, allowed: readonly ScalarName[]): Rendered {
  const found = new Set<ScalarName>();
  for (const part of ['subject', 'html', 'text'] as const) {
    for (const [placeholder, name] of email[part].matchAll(/\{\{([^{}]*)\}?\}?/g)) {
      const scalar = allowed.find((candidate) => placeholder === `{{${candidate}}}` && candidate === name);
      if (scalar === undefined) throw new UnresolvedPlaceholderError(email.template, part, placeholder);
      found.add(scalar);
    }
  }
  const { template, variant, subject, html, text, links } = email;
  const identity = [template, variant.locale, variant.tracked, variant.alternateSubject ?? false];
  const hash = createHash('sha256')
    .update(JSON.stringify([identity, subject, html, text, links]))
    .digest('hex')
    .slice(0, 16);
  return { hash, ...email, scalars: SCALAR_NAMES.filter((name) => found.has(name)) };
}

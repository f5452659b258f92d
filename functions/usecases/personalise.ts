// The scalars SES substitutes for one recipient, and the headers only she gets.
import type { Clinic } from '../domain/clinic.ts';
import { leaveMailto } from '../domain/inbound-mail.ts';
import { safeFirstName } from '../domain/personal-text.ts';
import type { Tokens } from '../ports/identity.ts';
import type { Rendered, ScalarName } from '../ports/renderer.ts';

export interface PersonalMail {
  readonly subscriberId: string;
  readonly firstName?: string | undefined;
  readonly batchId: string;
  readonly slot: number;
}

/** Values for the scalars this render declares, each made only when it is asked for. */
export function personalScalars(
  tokens: Tokens,
  rendered: Rendered,
  mail: PersonalMail,
): Partial<Record<ScalarName, string>> {
  const make: Partial<Record<ScalarName, () => string>> = {
    firstName: () => shownFirstName(rendered, mail.firstName),
    slotToken: () => tokens.slot({ batchId: mail.batchId, slot: mail.slot, renderHash: rendered.hash }),
    leaveToken: () => tokens.leave({ subscriberId: mail.subscriberId, batchId: mail.batchId, slot: mail.slot }),
  };
  return Object.fromEntries(
    rendered.scalars.map((name) => {
      const value = make[name];
      if (!value)
        throw new Error(`The template "${rendered.template}" wants "${name}", which marketing mail does not carry.`);
      return [name, value()];
    }),
  );
}

/** The name as it may be shown, or what this e-mail says to somebody without one. */
export function shownFirstName({ template, fallbacks }: Rendered, firstName: string | undefined): string {
  if (fallbacks.firstName === undefined) throw new Error(`The template "${template}" has no fallback for a name.`);
  return safeFirstName(firstName, fallbacks.firstName);
}

/**
 * One-click unsubscribe (RFC 8058): an https address that acts on POST alone, and the header that says so.
 * Gmail and Yahoo ask for both from bulk senders. Apple Mail writes an e-mail, where somebody receives it.
 */
export function leaveHeaders(
  { linkOrigin, mailDomain, receivesMail }: Pick<Clinic, 'linkOrigin' | 'mailDomain' | 'receivesMail'>,
  leaveToken: string,
): Record<string, string> {
  const byMail = receivesMail ? `, <${leaveMailto(mailDomain, leaveToken)}>` : '';
  return {
    'List-Unsubscribe': `<${linkOrigin}/unsubscribe/${leaveToken}>${byMail}`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

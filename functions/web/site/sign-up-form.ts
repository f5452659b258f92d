// What sign-up takes, from a form or as JSON, checked field by field; every refusal names the field and the remedy.
import * as z from 'zod';
import { type Address, AddressError, parseAddress } from '../../domain/address.ts';
import type { Clinic } from '../../domain/clinic.ts';
import type { SignUpRequest } from '../../usecases/sign-up.ts';
import type { FieldError } from './respond.tsx';
import { en, type SiteWords } from './words/en.tsx';

export type SignUpInput = Omit<SignUpRequest, 'channel' | 'ip'>;
export type Checked = { readonly input: SignUpInput } | { readonly errors: readonly FieldError[] };

type FormWords = SiteWords['form'];

const maxNameLength = 80;
const maxSourceLength = 60;

/** What the two fields a person fills in may hold, and what is said of what they may not. */
function personFields(words: FormWords) {
  const email = z.string(words.addressFaults.missing).transform((written, context): Address => {
    try {
      if (written.trim() === '') throw new AddressError('missing', words.addressFaults.missing);
      return parseAddress(written);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      context.addIssue({ code: 'custom', message: words.addressFaults[error.fault], input: written });
      return z.NEVER;
    }
  });
  const firstName = z
    .string('Enter a first name as text, or leave it out.')
    .trim()
    .max(maxNameLength, words.nameTooLong(maxNameLength))
    // \p{Cs} is half a character, which JSON can spell and DynamoDB cannot keep.
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, words.nameLetters)
    // Forms that send e-mail to strangers attract senders of links.
    .regex(/^(?!.*(:\/\/|www\.|@))/i, words.nameLinks);
  return { email, firstName };
}

const timeZone = z
  .string('Use an IANA time zone such as "Europe/London", or leave it out.')
  .transform((name, context) => {
    const zone = knownZone(name);
    if (zone) return zone;
    context.addIssue({
      code: 'custom',
      message: 'Use an IANA time zone such as "Europe/London", or leave it out.',
      input: name,
    });
    return z.NEVER;
  });
const source = z
  .string()
  .regex(
    new RegExp(`^[A-Za-z0-9 ._-]{1,${maxSourceLength}}$`),
    `Use at most ${maxSourceLength} letters, digits, spaces, dots, dashes and underscores.`,
  );
const locale = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Use a language such as "en" or "en-GB", or leave it out.');

function wordingOf(clinic: Clinic, words: FormWords) {
  const { version } = clinic.consentWording;
  return z.literal(version, words.wordingStale).default(version);
}

/** The JSON body: strict, so that a program's mistake is told. `consent` is `true`, or holds `marketing` and `wording`. */
function jsonSchema(clinic: Clinic) {
  const absent = <Schema extends z.ZodType>(schema: Schema) =>
    schema.nullish().transform((value) => value ?? undefined);
  const { email, firstName } = personFields(en.form);
  const spoken = z.literal(true, 'Must be true: without consent nothing may be sent.');
  return z.object({
    email,
    firstName: absent(firstName),
    consent: z.union([spoken, z.object({ marketing: spoken, wording: z.string().optional() })], {
      error: 'Must be true, or {"marketing": true, "wording": VERSION}: without consent nothing may be sent.',
    }),
    wording: absent(wordingOf(clinic, en.form)),
    tracking: absent(z.boolean('Must be true or false.')),
    timeZone: absent(timeZone),
    source: absent(source),
    locale: absent(locale),
  });
}

export function checkJson(body: Record<string, unknown>, clinic: Clinic): Checked {
  const { consent } = body;
  const nested = typeof consent === 'object' && consent !== null && 'wording' in consent ? consent.wording : undefined;
  const wording = body.wording ?? body.consentWording ?? nested;
  return checked(jsonSchema(clinic).safeParse({ ...body, wording }), clinic);
}

/**
 * The form: lenient where the browser fills a field by itself. Errors are in the page's `words`; `spoken` is the browser's
 * language, if we write it.
 */
export function checkForm(
  fields: Readonly<Record<string, string>>,
  clinic: Clinic,
  words: FormWords,
  spoken?: string,
): Checked {
  const { email, firstName } = personFields(words);
  const schema = z.object({
    email,
    firstName: firstName.optional(),
    consent: z.enum(['on', 'true'], words.consentMissing),
    wording: wordingOf(clinic, words),
    tracking: z.boolean(),
    timeZone: timeZone.optional().catch(undefined),
    source: source.optional().catch(undefined),
    locale: locale
      .optional()
      .catch(undefined)
      .transform((chosen) => chosen ?? spoken),
  });
  return checked(schema.safeParse({ ...fields, tracking: ['on', 'true'].includes(fields.tracking ?? '') }), clinic);
}

type Parsed = z.ZodSafeParseResult<{
  email: Address;
  firstName?: string | undefined;
  wording?: string | undefined;
  tracking?: boolean | undefined;
  timeZone?: string | undefined;
  source?: string | undefined;
  locale?: string | undefined;
}>;

function checked(parsed: Parsed, clinic: Clinic): Checked {
  if (!parsed.success) {
    const first = new Map<string, string>();
    for (const { path, message } of parsed.error.issues) {
      const field = String(path[0]);
      if (!first.has(field)) first.set(field, message);
    }
    return { errors: [...first].map(([field, message]) => ({ field, message })) };
  }
  const {
    email: address,
    wording,
    tracking,
    firstName: name,
    timeZone: zone,
    source: from,
    locale: language,
  } = parsed.data;
  // A language that nothing is written in would only split batches and numbers.
  const speaks = [clinic.locale, ...(clinic.otherLocales ?? [])].some(
    (written) => written.slice(0, 2) === language?.slice(0, 2),
  );
  return {
    input: {
      address,
      wording: wording ?? clinic.consentWording.version,
      tracking: tracking ?? false,
      ...(name && { firstName: name }),
      ...(zone && { timeZone: zone }),
      ...(from && { source: from }),
      ...(language && speaks && { locale: language }),
    },
  };
}

/** The zone as this runtime spells it; plain offsets have no daylight saving and are refused. */
function knownZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,59}$/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

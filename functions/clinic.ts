// Checks clinic.config.ts once, at start and at synth: every mistake is named with its field, value and remedy.
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Clinic } from './domain/clinic.ts';
import { longClosure, longestClosureDays, overlaps } from './domain/opening.ts';
import { newsletterTopic, seriesTopic } from './domain/topic.ts';

const zone = z.string().check(z.refine(isTimeZone, 'must be an IANA time zone such as "Europe/London"'));
const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' });
const colour = z.string().check(z.regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as "#2f5d62"'));
const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "09:00"'));
const text = z.string().check(z.trim(), z.minLength(1, 'must not be empty'));
const textUpTo = (length: number) => text.check(z.maxLength(length, `must have at most ${length} characters`));
const domainPattern = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;
const domain = z
  .string()
  .check(
    z.regex(
      domainPattern,
      'must be a domain in lower case such as "mail.clinic.com", letters beyond ASCII in their "xn--" form',
    ),
  );
/** zod's own pattern knows no international endings such as "xn--p1ai". */
const mailbox = z
  .string()
  .check(
    z.refine(
      (written) =>
        /^[\w!#$%&'*+/=?^`{|}~.-]{1,64}$/.test(written.slice(0, written.indexOf('@'))) &&
        domainPattern.test(written.slice(written.indexOf('@') + 1).toLowerCase()),
      'must be an e-mail address such as "hello@mail.clinic.com", letters beyond ASCII in their "xn--" form',
    ),
  );
const language = z.string().check(z.regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must be a language such as "en" or "en-GB"'));
/** Without a word about health: a topic's name may be read over a shoulder. */
const defaultTopics = [
  {
    id: seriesTopic,
    title: 'The series',
    about: 'The e-mails that follow one another after you signed up.',
    translations: { es: { title: 'La serie', about: 'Los correos que llegan uno tras otro después de suscribirte.' } },
  },
  {
    id: newsletterTopic,
    title: 'Newsletters',
    about: 'News from the clinic, about once a month.',
    translations: { es: { title: 'Boletines', about: 'Novedades de la clínica, más o menos una vez al mes.' } },
  },
];
const between = (least: number, most: number) => {
  const words = `must be a whole number from ${least} to ${most}`;
  return z.int(words).check(z.gte(least, words), z.lte(most, words));
};
const date = z.iso.date({ error: 'must be a date such as "2027-12-25"' });

const fonts = z.enum(['sans', 'serif'], 'must be "sans" or "serif": mail programs load no fonts of their own');
const size = (from: number, to: number, why = '') => {
  const message = `must be ${from} to ${to}${why}`;
  return z.number().check(z.gte(from, message), z.lte(to, message));
};
const pixels = (from: number, to: number, why = ' pixels') => size(from, to, why).check(z.int('must be whole pixels'));
/** How the e-mails look beside their colours; every field may be left out. */
const themeSchema = z.prefault(
  z.strictObject({
    textPx: z._default(pixels(15, 20, ' pixels, or it is hard to read'), 17),
    scale: z._default(size(1.15, 1.35), 1.28),
    spacePx: z._default(pixels(4, 8), 6),
    cornerPx: z._default(pixels(0, 24), 14),
    textFont: z._default(fonts, 'sans'),
    headingFont: z._default(fonts, 'serif'),
    logo: z._default(
      z
        .string()
        .check(
          z.regex(/^[a-z0-9][a-z0-9-]*$/, 'must name a picture of templates/images without its ending, such as "mark"'),
        ),
      'mark',
    ),
  }),
  {},
);

const topicId = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,29}$/, 'must be a short name such as "clinic-news"'));
const topicWords = { title: textUpTo(60), about: textUpTo(200) };
const topicSchema = z.strictObject({
  id: topicId,
  ...topicWords,
  translations: z.optional(z.record(language, z.strictObject(topicWords))),
});

const consentSentences = { marketing: textUpTo(600), tracking: textUpTo(600) };

const clinicSchema = z
  .strictObject({
    name: textUpTo(80),
    stage: z.string().check(z.regex(/^[a-z][a-z0-9]{1,15}$/, 'must be a short name such as "dev" or "prod"')),
    locale: language,
    otherLocales: z.optional(z.array(language).check(z.maxLength(20))),
    timeZone: zone,
    postalAddress: textUpTo(200),
    phone: textUpTo(40),
    website: httpsUrl,
    bookingUrl: httpsUrl,
    privacyUrl: httpsUrl,
    mailDomain: domain,
    linkOrigin: z.url({
      protocol: /^https?$/,
      error: 'must be an address without a path, such as "https://mail.clinic.com"',
    }),
    sender: z.strictObject({ name: textUpTo(60), address: mailbox, replyTo: mailbox }),
    receivesMail: z._default(z.boolean('must be true or false'), false),
    staffAddress: z.optional(z.email('must be an e-mail address of your staff, or leave it out for no e-mail')),
    colours: z.strictObject({ brand: colour, accent: colour, paper: colour, ink: colour }),
    theme: themeSchema,
    sendWindow: z.strictObject({
      from: clock,
      to: clock,
      daysOff: z.array(between(1, 7)).check(z.maxLength(6, 'must leave one weekday open')),
    }),
    holidays: z.array(date).check(z.maxLength(400)),
    quietHours: z.optional(z.strictObject({ from: clock, to: clock })),
    caps: z.strictObject({ marketing: between(1, 50), days: between(1, 60) }),
    limits: z.prefault(
      z.strictObject({
        bouncePercent: z._default(
          z.number().check(z.gt(0), z.lte(5, 'must be at most 5, where SES begins to review the account')),
          4,
        ),
        complaintPercent: z._default(
          z.number().check(z.gt(0), z.lte(0.1, 'must be at most 0.1, where SES begins to review the account')),
          0.08,
        ),
        minimumSent: z._default(
          z.int().check(z.gte(1, 'must be at least 1; about 200 keeps one bounce from stopping a small clinic')),
          200,
        ),
      }),
      {},
    ),
    warmUp: z.optional(
      z.strictObject({
        startedOn: date,
        firstDay: z.int().check(z.gte(1, 'must be at least 1 e-mail; 50 is a usual beginning'), z.lte(100_000)),
        growthPerDay: z
          .number()
          .check(
            z.gte(1.05, 'must be a factor of at least 1.05, such as 1.4 for 40 % more each day'),
            z.lte(3, 'must be a factor of at most 3: mailbox providers distrust faster growth'),
          ),
      }),
    ),
    dailyCap: z.optional(z.int().check(z.gte(1, 'must be at least 1 e-mail, or leave it out for no cap'))),
    sunset: z.optional(
      z.strictObject({
        silentDays: z.int().check(z.gte(90, 'must be at least 90 days; a year is a usual patience'), z.lte(3_650)),
        minimumMails: z._default(
          z.int().check(z.gte(3, 'must be at least 3 e-mails; silence after fewer says nothing')),
          6,
        ),
      }),
    ),
    topics: z._default(
      z.array(topicSchema).check(z.maxLength(12, 'must be at most 12 topics; more are no choice any more')),
      defaultTopics,
    ),
    decoyLink: z._default(z.boolean('must be true or false'), false),
    confirmationTtlDays: between(1, 60),
    consentWording: z.strictObject({
      version: textUpTo(40),
      ...consentSentences,
      translations: z.optional(z.record(language, z.strictObject(consentSentences))),
    }),
  })
  .check(({ value: clinic, issues }) => {
    const senderDomain = clinic.sender.address.split('@')[1];
    if (senderDomain !== clinic.mailDomain) {
      issues.push({
        code: 'custom',
        path: ['sender', 'address'],
        message: `must be at the mail domain "${clinic.mailDomain}", or receivers will refuse it`,
        input: clinic.sender.address,
      });
    }
    for (const [index, { id }] of clinic.topics.entries()) {
      if (clinic.topics.findIndex((one) => one.id === id) === index) continue;
      issues.push({
        code: 'custom',
        path: ['topics', index, 'id'],
        message: 'is there twice; give each topic a name of its own',
        input: id,
      });
    }
    for (const id of [seriesTopic, newsletterTopic]) {
      if (clinic.topics.some((one) => one.id === id)) continue;
      issues.push({
        code: 'custom',
        path: ['topics'],
        message: `must hold a topic with the id "${id}", which e-mails without a topic of their own belong to`,
        input: clinic.topics,
      });
    }
    if (clinic.sendWindow.from >= clinic.sendWindow.to) {
      issues.push({
        code: 'custom',
        path: ['sendWindow', 'to'],
        message: 'must be later than "from"',
        input: clinic.sendWindow.to,
      });
    }
    if (clinic.quietHours && clinic.quietHours.from === clinic.quietHours.to) {
      issues.push({
        code: 'custom',
        path: ['quietHours', 'to'],
        message: 'must differ from "from", or leave quietHours out for none',
        input: clinic.quietHours.to,
      });
    }
    if (clinic.quietHours && overlaps(clinic.sendWindow, clinic.quietHours)) {
      issues.push({
        code: 'custom',
        path: ['quietHours'],
        message: `must leave out the sending hours ${clinic.sendWindow.from} to ${clinic.sendWindow.to}; change one of the two`,
        input: clinic.quietHours,
      });
    }
    const closedFrom = longClosure(clinic.holidays, clinic.sendWindow.daysOff);
    if (closedFrom !== undefined) {
      issues.push({
        code: 'custom',
        path: ['holidays'],
        message: `must leave a day open in any ${longestClosureDays} days, and from ${closedFrom} on do not; pause the journeys for so long instead`,
        input: clinic.holidays,
      });
    }
    if (new URL(clinic.linkOrigin).origin !== clinic.linkOrigin) {
      issues.push({
        code: 'custom',
        path: ['linkOrigin'],
        message: `must be written "${new URL(clinic.linkOrigin).origin}": without path or trailing slash, in lower case and ASCII`,
        input: clinic.linkOrigin,
      });
    }
  });

type ClinicInput = z.input<typeof clinicSchema>;

/** A clinic as clinic.config.ts says it: the settings of one stage, and for each further stage what differs there. */
export type ClinicSettings = ClinicInput & { readonly stages?: Readonly<Record<string, Partial<ClinicInput>>> };

export class ClinicConfigError extends Error {
  override readonly name = 'ClinicConfigError';
}

/**
 * The clinic of one stage (`AFTERGLOW_STAGE`, or the one the file itself names); throws ClinicConfigError that lists every
 * mistake as `field: value: remedy`.
 */
export function defineClinic({ stages = {}, ...settings }: ClinicSettings, wanted?: string): Clinic {
  const known = [settings.stage, ...Object.keys(stages)];
  const stage = wanted || settings.stage;
  if (!known.includes(stage)) {
    refuse([`AFTERGLOW_STAGE: "${stage}" is no stage; choose one of ${known.join(', ')}, or add it under "stages"`]);
  }
  const clinic = check(atStage(settings, stages, stage));
  const sharing = known.filter((other) => other !== stage && domainAt(settings, stages, other) === clinic.mailDomain);
  if (sharing.length > 0) {
    const field = stages[stage] ? `stages.${stage}.mailDomain` : 'mailDomain';
    refuse([
      `${field}: "${clinic.mailDomain}" is the mail domain of ${sharing.join(', ')} too, and one domain cannot belong to two stages; give each its own, such as "${stage}.${clinic.mailDomain}"`,
    ]);
  }
  return clinic;
}

function check(input: ClinicInput): Clinic {
  const checked = clinicSchema.safeParse(input, { error: en().localeError });
  if (checked.success) return checked.data;
  const mistakes = checked.error.issues.map((issue) => {
    const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], input);
    return `${issue.path.join('.') || '(whole file)'}: ${shown(value)} ${issue.message}`;
  });
  return refuse(mistakes);
}

const shownLetters = 120;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > shownLetters ? `${text.slice(0, shownLetters)}…` : text;
}

type Stages = NonNullable<ClinicSettings['stages']>;

function atStage(settings: ClinicInput, stages: Stages, stage: string): ClinicInput {
  return { ...settings, ...stages[stage], stage };
}

function domainAt(settings: ClinicInput, stages: Stages, stage: string): string {
  return atStage(settings, stages, stage).mailDomain;
}

function refuse(mistakes: readonly string[]): never {
  throw new ClinicConfigError(`clinic.config.ts needs mending:\n${mistakes.map((one) => `  ${one}`).join('\n')}`);
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

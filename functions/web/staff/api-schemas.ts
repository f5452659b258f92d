// The shapes of the staff API, once: they check requests and responses, and openapi.json is generated from them.
import * as z from 'zod';
import { draftSchema } from './newsletter-form.tsx';
import { statusSchema } from './words.ts';

const count = z.int().min(0);
const instant = z.iso.datetime();

const grades = z
  .object({
    human: count,
    likelyHuman: count,
    machine: count,
    unknown: count,
    total: count.meta({ description: 'E-mails with any sign at all; each counts once, in its best grade.' }),
  })
  .meta({ description: 'Split by who most likely made them.' });

const numbers = z.object({
  planned: count,
  sent: count,
  delivered: count,
  opened: grades,
  clicked: grades,
  unsubscribed: count,
  bounced: count,
  complained: count,
  refused: z.record(z.string(), count).meta({ description: 'Not sent on purpose, by reason.' }),
  inDoubt: count.meta({ description: 'SES has not said whether it left.' }),
  late: count.meta({ description: 'Reported after the numbers of their day were sealed.' }),
  duplicates: count.meta({ description: "Mailed twice, as far as SES's events tell. It should be 0." }),
  goals: count,
  tracked: z
    .object({ sent: count, delivered: count })
    .meta({ description: 'The part that agreed to tracking: only these can show opens and clicks.' }),
});

const journey = z.object({ id: z.string(), title: z.string(), version: z.string() });

export const journeyList = z.object({ journeys: z.array(journey) });

export const journeyReport = z.object({
  journey,
  steps: z
    .array(
      numbers.extend({
        step: z.string(),
        template: z.string(),
        retired: z.boolean().meta({ description: 'The present version has no such step.' }),
      }),
    )
    .meta({ description: 'In the order they are walked.' }),
  total: numbers,
});

export const broadcastState = z.enum(['draft', 'planning', 'sending', 'sent', 'stopped']);

export const broadcast = z.object({
  id: z.string(),
  subject: z.string(),
  preheader: z.string().optional(),
  markdown: z.string(),
  state: broadcastState,
  createdAt: instant,
  createdBy: z.string(),
  cutoffAt: instant.optional().meta({ description: 'Everybody subscribed at this moment is the audience.' }),
  planned: count.optional(),
  archiveUrl: z.url().optional(),
  numbers,
});

export const broadcastList = z.object({ broadcasts: z.array(broadcast) });
export const draft = draftSchema;
export const testRequest = z
  .object({ to: z.string().max(254).optional().meta({ description: 'An address; your own where absent.' }) })
  .default({});
export const accepted = z.object({ accepted: z.literal(true) });

const place = z.object({ journeyId: z.string(), title: z.string(), words: z.string() });

const profile = z.object({
  id: z.string(),
  email: z.string(),
  firstName: z.string().optional(),
  status: statusSchema,
  createdAt: instant,
  activeSince: instant.optional(),
  leftAt: instant.optional(),
});

export const subscriberRow = profile.extend({
  places: z.array(place).meta({ description: 'Where she stands, in words, one per journey.' }),
  lastMail: z.object({ step: z.string(), at: instant }).optional(),
  nextAt: instant.optional().meta({ description: 'When something is next due for her.' }),
});

export const subscriberList = z.object({
  subscribers: z.array(subscriberRow),
  next: z.string().optional().meta({ description: 'Hand it back as `after` for the next page.' }),
});

export const subscriberQuery = z.object({
  status: statusSchema.optional(),
  email: z.string().max(320).optional().meta({
    description: 'An exact address. Addresses in URLs reach logs; POST /staff/api/subscribers/find keeps them out.',
  }),
  after: z.string().max(100).optional(),
});

export const findRequest = z.object({ email: z.string().max(320) });

const graded = z.object({
  grade: z.enum(['human', 'likelyHuman', 'machine', 'unknown']),
  reasons: z.array(z.string()),
});

export const mail = z.object({
  step: z.string(),
  title: z.string().optional(),
  at: instant,
  fate: z.enum(['sent', 'refused', 'in-doubt', 'on-its-way']),
  refusedReason: z.string().optional(),
  deliveredAt: instant.optional(),
  bounced: z.string().optional(),
  complained: z.boolean(),
  unsubscribed: z.boolean(),
  goal: z.boolean(),
  opened: graded.optional(),
  clicked: graded.optional(),
});

export const subscriberFile = profile.extend({
  timeZone: z.string().optional(),
  source: z.string().optional(),
  tags: z.array(z.string()),
  suppression: z.object({ reason: z.string(), at: instant }).optional(),
  consents: z.array(
    z.object({ purpose: z.string(), given: z.boolean(), wording: z.string(), at: instant, source: z.string() }),
  ),
  walks: z.array(
    z.object({
      journeyId: z.string(),
      title: z.string(),
      version: z.string(),
      state: z.enum(['walking', 'sending', 'ended']),
      at: z.string().meta({ description: 'Id of the node where she stands.' }),
      words: z.string(),
      enrolledAt: instant,
      waitUntil: instant.optional(),
      endedAt: instant.optional(),
      endedReason: z.string().optional(),
      goalAt: instant.optional(),
      mails: z.array(mail),
    }),
  ),
  newsletters: z.array(mail),
});

export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.record(z.string(), z.string()).optional().meta({ description: 'Field name to what is wrong with it.' }),
});

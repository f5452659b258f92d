// The journey language: what templates/journeys/*.yaml and templates/segments/*.yaml may say. The JSON Schema that
// editors complete by is made from this.
import * as z from 'zod';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case words joined by hyphens, 40 characters at most');
const text = z.string().trim().min(1).max(200);
const oneOrMore = z.union([name, z.array(name).min(1)]);
const values = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const count = z.int().min(0).max(3_660);

const shelfSpan = z.string().regex(/^[1-9]\d{0,2} days?$/, 'must be days, such as "3 days"');
const anySpan = z.string().regex(/^\d{1,3} (days?|hours?)$/, 'must be days or hours, such as "3 days" or "36 hours"');
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const weekdayWords = `(${weekdays.join('|')}) ([01]\\d|2[0-3]):[0-5]\\d`;
const weekdayTime = z
  .string()
  .regex(new RegExp(`^${weekdayWords}$`), 'must be a weekday and a time, such as "tuesday 10:00"');
const spanOrWeekday = z
  .string()
  .regex(
    new RegExp(`^(\\d{1,3} (days?|hours?)|${weekdayWords})$`),
    'must be days, hours, or a weekday and a time, such as "3 days", "36 hours" or "tuesday 10:00"',
  );

const statusName = z.enum(['pending', 'active', 'unsubscribed', 'bounced', 'complained', 'erased']);
const range = { atLeast: count.optional(), below: count.optional() };
interface Range {
  readonly atLeast?: number | undefined;
  readonly below?: number | undefined;
}
const isRange = ({ atLeast, below }: Range): boolean =>
  atLeast === undefined ? below !== undefined : below === undefined || atLeast < below;
const rangeWords = 'must say `atLeast`, `below`, or both with the first the smaller';

export type ConditionSource =
  | 'tracked'
  | 'untracked'
  | { opened: string | string[] }
  | { unknowable: string | string[] }
  | { clicked: string | string[] | { steps: string | string[]; link?: string | undefined } }
  | { lastClicked: { among: string[]; is: string[] } }
  | { answered: string | { question: string; answer?: string | string[] | undefined } }
  | { attribute: { name: string; is?: string | string[] | undefined } }
  | { consent: 'marketing' | 'tracking' }
  | { tag: string }
  | { segment: string }
  | { source: string | string[] }
  | { locale: string | string[] }
  | { status: z.infer<typeof statusName> | z.infer<typeof statusName>[] }
  | { daysSince: { event: string; atLeast?: number | undefined; below?: number | undefined } }
  | { score: { atLeast?: number | undefined; below?: number | undefined } }
  | { all: ConditionSource[] }
  | { any: ConditionSource[] }
  | { not: ConditionSource };

const conditionSchema: z.ZodType<ConditionSource> = z
  .lazy(() =>
    z.union([
      z.enum(['tracked', 'untracked']),
      z.strictObject({ opened: oneOrMore }),
      z.strictObject({ unknowable: oneOrMore }),
      z.strictObject({ clicked: z.union([oneOrMore, z.strictObject({ steps: oneOrMore, link: name.optional() })]) }),
      z.strictObject({
        lastClicked: z
          .strictObject({ among: z.array(name).min(2), is: z.array(name).min(1) })
          .refine(({ among, is }) => is.every((one) => among.includes(one)), 'must name in `is` only steps of `among`'),
      }),
      z.strictObject({
        answered: z.union([name, z.strictObject({ question: name, answer: values.optional() })]),
      }),
      z.strictObject({ attribute: z.strictObject({ name, is: values.optional() }) }),
      z.strictObject({ consent: z.enum(['marketing', 'tracking']) }),
      z.strictObject({ tag: name }),
      z.strictObject({ segment: name }),
      z.strictObject({ source: values }),
      z.strictObject({ locale: values }),
      z.strictObject({ status: z.union([statusName, z.array(statusName).min(1)]) }),
      z.strictObject({ daysSince: z.strictObject({ event: name, ...range }).refine(isRange, rangeWords) }),
      z.strictObject({ score: z.strictObject(range).refine(isRange, rangeWords) }),
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
    ]),
  )
  .meta({
    id: 'condition',
    description:
      'What she did (opened, unknowable, clicked, lastClicked), what she is (tracked, untracked, consent, answered, attribute, tag, segment, source, locale, status, score), how long ago (daysSince), or several of these under all, any and not.',
  }) as z.ZodType<ConditionSource>;

const priority = z.enum(['low', 'normal', 'high']);

const sendSchema = z.strictObject({
  send: name.meta({
    description: 'The step’s own name. Numbers are kept under it, so it stays when the e-mail changes.',
  }),
  template: name
    .meta({ description: 'The e-mail of templates/emails; without it, the one named like the step.' })
    .optional(),
  subject: z.literal('alternate').meta({ description: 'Sends it under the template’s other subject.' }).optional(),
  when: z
    .enum(['at-once', 'window'])
    .meta({ description: 'at-once leaves within minutes, outside quiet hours; window waits for the send window.' })
    .optional(),
  shelfLife: shelfSpan.meta({ description: 'What could not leave within this time is stale, and is passed over.' }),
  unless: conditionSchema
    .meta({ description: 'Asked again at the last moment; where it holds, nothing is sent.' })
    .optional(),
  priority: priority.meta({ description: 'Who goes first where the cap leaves room for one.' }).optional(),
});

const waitSchema = z.strictObject({
  wait: z.union([
    spanOrWeekday,
    z.strictObject({ for: anySpan, since: name.optional() }),
    z.strictObject({ until: weekdayTime }),
    z.strictObject({ until: conditionSchema, atMost: anySpan, since: name.optional() }),
  ]),
  name: name.optional(),
});

export type SendSource = z.infer<typeof sendSchema>;
export type WaitSource = z.infer<typeof waitSchema>;
export type CaseSource = { when: ConditionSource; do?: StepSource[] | undefined } | { otherwise: StepSource[] };
export interface BranchSource {
  branch: CaseSource[];
  name?: string | undefined;
}
export interface SplitSource {
  split: string;
  ways: { weight: number; do?: StepSource[] | undefined }[];
}
export type StepSource =
  | SendSource
  | WaitSource
  | BranchSource
  | SplitSource
  | { tag: string | { add?: string | string[] | undefined; remove?: string | string[] | undefined } }
  | { 'notify-staff': string }
  | { start: string }
  | { rest: true }
  | { goal: string }
  | { 'go-to': string }
  | { exit: string };

/** Once `otherwise` is written nothing can come after it: it holds for everybody. */
function isBranch(cases: readonly object[]): boolean {
  const place = cases.findIndex((one) => 'otherwise' in one);
  return place < 0 || (place > 0 && place === cases.length - 1);
}

interface TagChange {
  readonly add?: string | readonly string[] | undefined;
  readonly remove?: string | readonly string[] | undefined;
}

function changesTags({ add = [], remove = [] }: TagChange): boolean {
  const added = [add].flat();
  const removed = [remove].flat();
  return added.length + removed.length > 0 && !added.some((tag) => removed.includes(tag));
}

const steps: z.ZodType<StepSource[]> = z.lazy(() => z.array(stepSchema));

const stepSchema: z.ZodType<StepSource> = z
  .lazy(() =>
    z.union([
      sendSchema.meta({ description: 'One e-mail.' }),
      waitSchema.meta({ description: 'For a time, until a weekday and hour in her zone, or until something happens.' }),
      z
        .strictObject({
          branch: z
            .array(
              z.union([
                z.strictObject({ when: conditionSchema, do: steps.optional() }),
                z.strictObject({ otherwise: steps }),
              ]),
            )
            .min(1)
            .refine(isBranch, 'must begin with a `when`, and may have one `otherwise`, the last of all'),
          name: name.optional(),
        })
        .meta({ description: 'The first case that holds is taken; then the steps below go on.' }),
      z
        .strictObject({
          split: name,
          ways: z.array(z.strictObject({ weight: z.int().min(1).max(1_000), do: steps.optional() })).min(2),
        })
        .meta({ description: 'Each goes one way, and always the same one.' }),
      z.strictObject({
        tag: z.union([
          name,
          z
            .strictObject({ add: oneOrMore.optional(), remove: oneOrMore.optional() })
            .refine(changesTags, 'must add or remove a tag, and none both'),
        ]),
      }),
      z
        .strictObject({ 'notify-staff': text })
        .meta({ description: 'Staff read it on their page. {firstName} may be used.' }),
      z.strictObject({ start: name }).meta({ description: 'Begins another journey for her; this one goes on.' }),
      z.strictObject({ rest: z.literal(true) }).meta({ description: 'No more marketing mail until she answers.' }),
      z.strictObject({ goal: name }).meta({ description: 'What the clinic wants has come true: the end.' }),
      z.strictObject({ 'go-to': name }).meta({ description: 'Goes on at the step of that name.' }),
      z.strictObject({ exit: name }).meta({ description: 'The end, with the reason that staff read.' }),
    ]),
  )
  .meta({ id: 'step' }) as z.ZodType<StepSource>;

const entrySchema = z.union([
  z.enum(['sign-up', 'api']),
  z.strictObject({ 'sign-up': values }),
  z.strictObject({ tag: name }),
  z.strictObject({ segment: name }),
]);
export type EntrySource = z.infer<typeof entrySchema>;

export const journeySchema = z.strictObject({
  id: name,
  title: z.string().trim().min(1).max(80),
  enter: z.array(entrySchema).meta({ description: 'Who begins it: any one of these suffices.' }),
  reentry: z
    .union([
      z.enum(['never', 'always']),
      z.string().regex(/^after \d{1,3} days?$/, 'must be never, always or "after 90 days"'),
    ])
    .meta({ description: 'Whether somebody whose walk has ended may begin again.' })
    .optional(),
  topic: name
    .meta({
      description:
        'What readers may switch off to get none of it: an id of `topics` in clinic.config.ts. Absent: series.',
    })
    .optional(),
  priority: priority.meta({ description: 'For every send that names none of its own.' }).optional(),
  steps: z.array(stepSchema).min(1),
});
export type JourneySource = z.infer<typeof journeySchema>;

export const segmentSchema = z.strictObject({
  id: name,
  title: z.string().trim().min(1).max(80),
  where: conditionSchema,
});
export type SegmentSource = z.infer<typeof segmentSchema>;

/** What editors complete and check by; committed beside the files it describes. */
export function jsonSchemaOf(kind: 'journey' | 'segment'): string {
  const schema = kind === 'journey' ? journeySchema : segmentSchema;
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), null, 2)}\n`;
}

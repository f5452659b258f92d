// The journey language: what templates/journeys/*.yaml may say.
import * as z from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case words joined by hyphens');
const steps = z.array(name).min(1);

const conditionSchema = z.union([
  z.enum(['tracked', 'untracked']),
  z.strictObject({ opened: steps }),
  z.strictObject({ clicked: z.strictObject({ steps, link: name.optional() }) }),
  z.strictObject({ lastClicked: z.strictObject({ among: steps, is: steps }) }),
  z.strictObject({ answered: z.strictObject({ question: name, answer: name.optional() }) }),
]);

const sendSchema = z.strictObject({
  send: name,
  template: name.optional(),
  subject: z.literal('alternate').optional(),
  when: z.enum(['at-once', 'window']).default('window'),
  shelfDays: z.int().min(1).max(60),
});

const waitSchema = z.strictObject({
  wait: z.strictObject({
    days: z.int().min(0).max(400),
    since: name,
    until: conditionSchema.optional(),
  }),
});

export type ConditionSource = z.infer<typeof conditionSchema>;
export type SendSource = z.infer<typeof sendSchema>;
export type WaitSource = z.infer<typeof waitSchema>;
export interface BranchSource {
  branch: ({ when: ConditionSource; do?: StepSource[] | undefined } | { otherwise: StepSource[] })[];
}
export type StepSource = SendSource | WaitSource | BranchSource | { rest: true } | { exit: string };

const stepSchema: z.ZodType<StepSource> = z.lazy(() =>
  z.union([
    sendSchema,
    waitSchema,
    z.strictObject({ rest: z.literal(true) }),
    z.strictObject({ exit: name }),
    z.strictObject({
      branch: z
        .array(
          z.union([
            z.strictObject({ when: conditionSchema, do: z.array(stepSchema).optional() }),
            z.strictObject({ otherwise: z.array(stepSchema) }),
          ]),
        )
        .min(1),
    }),
  ]),
) as z.ZodType<StepSource>;

export const journeySchema = z.strictObject({
  id: name,
  title: z.string().min(1).max(80),
  steps: z.array(stepSchema).min(1),
});
export type JourneySource = z.infer<typeof journeySchema>;

// Checks cloud.config.ts at synthesis: every mistake is named with its field, value and remedy.
import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as z from 'zod';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { misfits } from './misfits.ts';

const arn = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `must be the ARN that AWS shows, such as "${example}"`);
const region = z
  .string()
  .refine(
    (name) => RegionInfo.regions.some((known) => known.name === name),
    'must be a region of AWS such as "eu-west-1"; a new one may need a newer aws-cdk-lib',
  );

const stageSchema = z.strictObject({
  /** The account's twelve digits; left out, whatever the credentials say. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be the twelve digits of an AWS account')
    .optional(),
  region: region.optional(),
  /** The zone in Route 53 that holds the names of `mailDomain` and `linkOrigin`; without it the records are printed. */
  hostedZone: z
    .strictObject({
      id: z
        .string('is missing; it is the id that Route 53 shows')
        .regex(/^Z[A-Z0-9]{4,31}$/, 'must be the id that Route 53 shows, such as "Z0123456789ABCDEFGHIJ"'),
      name: z
        .string()
        .regex(
          /^([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/,
          'must be a domain in lower case such as "clinic.com", without a dot at its end',
        ),
    })
    .optional(),
  /** For `linkOrigin`, in the stage's region; needed only where there is no hosted zone to prove the domain with. */
  certificate: arn('acm', 'arn:aws:acm:eu-west-1:123456789012:certificate/...').optional(),
  alarms: z.strictObject({
    emails: z.array(z.email('must be an e-mail address')).max(10).default([]),
    /** A channel of Slack, once the workspace is allowed in the console of Amazon Q Developer in chat applications. */
    slack: z
      .strictObject({
        workspaceId: z.string().regex(/^T[0-9A-Z]+$/, 'must be the workspace\'s id such as "T07EA123LEP"'),
        channelId: z.string().regex(/^[CG][0-9A-Z]+$/, 'must be the channel\'s id such as "C07EZ1ABC23"'),
      })
      .optional(),
  }),
  /** The first person with the role `admin`; Cognito writes to her with a password for one use. */
  firstAdmin: z.email('must be an e-mail address').optional(),
  /** `canary`: a tenth of the work for five minutes, then the rest, and back by itself where it fails. */
  release: z.enum(['canary', 'at-once'], 'must be "canary" or "at-once"').default('canary'),
  /** A web application firewall in front of the pages; costs about $8 a month. */
  firewall: z
    .strictObject({
      /** From one address in five minutes, before it is refused for a while. */
      requestsIn5Minutes: z.int().min(10, 'must be at least 10, the least that AWS WAF counts').max(2_000_000),
      /** Certificate for `linkOrigin` in us-east-1; needed only without a hosted zone. */
      certificate: arn('acm:us-east-1', 'arn:aws:acm:us-east-1:123456789012:certificate/...').optional(),
    })
    .optional(),
  /**
   * The set of receipt rules that is active in the region already, where the clinic receives mail and another deployment made one; without
   * it one is made, and the deployment prints how to activate it.
   */
  receiptRuleSet: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be the name that "aws ses describe-active-receipt-rule-set" shows')
    .optional(),
  /** SES's Virtual Deliverability Manager for this configuration set; priced per e-mail. */
  virtualDeliverability: z.boolean().default(false),
  /** A copy of the keys in a second region, $0.40 a month. */
  keysCopy: region.optional(),
  /** The day on which a key or a goal secret was changed: a new date makes the functions that read keys start anew. */
  keysChangedOn: z.iso.date('must be a day such as "2027-01-04"').optional(),
  /** One key of the clinic's own for everything at rest, $1 a month; without it AWS's own keys encrypt. */
  ownKey: z.boolean().default(false),
  /** A page of graphs, $3 a month by the list; the first three of an account are free. */
  dashboard: z.boolean().default(false),
});

const cloudSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,19}$/, 'must be a short name in lower-case letters and digits such as "lumen"'),
  stages: z.record(z.string(), stageSchema),
});

export type StageSettings = z.infer<typeof stageSchema>;
export type CloudSettings = z.infer<typeof cloudSchema>;
export type CloudInput = z.input<typeof cloudSchema>;

/** One clinic at one stage, checked: what the stacks are made from. */
export interface Deployment {
  readonly name: string;
  readonly clinic: Clinic;
  readonly settings: StageSettings;
}

export class CloudConfigError extends Error {
  override readonly name = 'CloudConfigError';
}

/** Checks the deployments' settings; throws CloudConfigError that lists every mistake as `field: value: remedy`. */
export function defineCloud(input: CloudInput): CloudSettings {
  const checked = cloudSchema.safeParse(input);
  if (checked.success) return checked.data;
  return refuse(
    checked.error.issues.map((issue) => {
      const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], input);
      return `${issue.path.join('.') || '(whole file)'}: ${JSON.stringify(value)} ${issue.message}`;
    }),
  );
}

/** Brings the clinic of a stage together with that stage's place in the cloud; throws CloudConfigError where they do not fit. */
export function deploymentOf({ name, stages }: CloudSettings, clinic: Clinic): Deployment {
  const settings = stages[clinic.stage];
  if (!settings) {
    const known = Object.keys(stages).join(', ') || 'none';
    return refuse([`stages: "${clinic.stage}" is not among them (${known}); add it, or choose one of them`]);
  }
  const at = `stages.${clinic.stage}`;
  const mistakes = misfits(at, settings, clinic);
  return mistakes.length > 0 ? refuse(mistakes) : { name, clinic, settings };
}

function refuse(mistakes: readonly string[]): never {
  throw new CloudConfigError(`cloud.config.ts needs mending:\n${mistakes.map((one) => `  ${one}`).join('\n')}`);
}

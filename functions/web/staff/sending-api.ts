// The staff API of sending: its state, the emergency stop, resuming, and sending given-up mail again.
import * as z from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import type { SendingReport } from '../../usecases/describe-sending.ts';
import { maxBecauseLength } from '../../usecases/stop-sending.ts';
import { type ApiRoute, apiRoute, Refusal } from './api-route.ts';
import type { StaffDesk } from './desk.ts';

const count = z.int().min(0);
const instant = z.iso.datetime();
const subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('journey'), journeyId: z.string(), step: z.string() }),
  z.object({ kind: z.literal('broadcast'), broadcastId: z.string() }),
  z.object({ kind: z.literal('confirmation') }),
]);

const pauseReason = z.enum(['emergency-stop', 'bounces', 'complaints', 'restore']);

const sending = z.object({
  rev: count.meta({
    description: 'Of what is paused; name it when you resume, and you end no stop that you have not read.',
  }),
  paused: z.boolean(),
  marketingOnly: z.boolean().meta({ description: 'False: confirmations are paused too.' }),
  reason: pauseReason.optional(),
  detail: z.string().optional(),
  by: z.string().optional(),
  at: instant.optional().meta({ description: 'The first stop, or the resume; `further` tells of later stops.' }),
  further: z
    .array(
      z.object({
        reason: pauseReason,
        detail: z.string().optional(),
        by: z.string(),
        at: instant,
        everything: z.boolean(),
      }),
    )
    .meta({ description: 'Stops after the first that said something new.' }),
  awaitsReconcile: z
    .boolean()
    .meta({ description: 'An operator decides first what becomes of mail due before a restore.' }),
  pace: z.object({
    ratePerSecond: z.number().min(0),
    share: z.number().min(0).max(1).meta({ description: 'Of what SES grants; below 1 after throttling or a pause.' }),
    usedInDay: count,
    perDay: count.optional().meta({ description: 'Absent: no limit.' }),
    dayLimit: z.enum(['quota', 'warm-up', 'daily-cap']),
    isSandbox: z.boolean(),
    heldUntil: instant.optional(),
    heldFor: z.enum(['quota', 'account', 'unusable']).optional(),
    heldSaid: z.string().optional().meta({ description: 'What SES said, as `ses-access-denied`.' }),
  }),
  doubts: z.array(z.object({ batchId: z.string(), subject, count, since: instant })),
  giveUps: z.array(
    z.object({
      batchId: z.string(),
      subject,
      reason: z.string(),
      count,
      day: z.iso.date(),
      mayRedrive: z.boolean().meta({ description: 'Whether it can be sent again.' }),
    }),
  ),
  isPartial: z.boolean().meta({ description: 'There may be more doubts and give-ups than are listed.' }),
});

const redriven = z.object({
  again: count.meta({
    description:
      'Tried again within minutes, or when sending is resumed where it is paused; under all the usual rules.',
  }),
  passed: z.object({ later: count, already: count, spared: count, stepGone: count, erased: count }).meta({
    description:
      'Left as they are: gone on to a later step, being sent it already, not to be mailed, step gone, erased.',
  }),
});

const notResumed = {
  awaits: new Refusal(409, 'Awaits an operator', 'The data was restored; an operator must run "reconcile" first.'),
  changed: new Refusal(
    409,
    'Changed meanwhile',
    'Somebody stopped again, or changed what is paused; read it and resume.',
  ),
};

export function sendingRoutes(desk: StaffDesk): ApiRoute[] {
  const describe = async () => sendingAnswer(await desk.describeSending());
  return [
    apiRoute({
      method: 'get',
      path: '/sending',
      summary: 'Whether and how fast mail leaves, what is in doubt and what was given up',
      answer: sending,
      handle: describe,
    }),
    apiRoute({
      method: 'post',
      path: '/sending/stop',
      summary: 'Stop marketing mail at once; what stopped it before stands, and repeating it changes nothing',
      role: 'editor',
      body: z
        .object({
          everything: z.boolean().optional().meta({ description: 'Stop confirmations as well.' }),
          because: z
            .string()
            .optional()
            .meta({ description: `Why, for whoever resumes; its first ${maxBecauseLength} characters are kept.` }),
        })
        .default({}),
      answer: sending,
      handle: async ({ body: { everything = false, because }, member }) => {
        await desk.stopSending(member.email, everything, because);
        return describe();
      },
    }),
    apiRoute({
      method: 'post',
      path: '/sending/resume',
      summary: 'Let sending go on, slowly at first',
      role: 'editor',
      body: z
        .object({
          rev: count.optional().meta({
            description: 'The `rev` that was read: refused where it changed. Absent: ends every stop there is.',
          }),
        })
        .default({}),
      answer: sending,
      refusals: [409],
      handle: async ({ body: { rev }, member }) => {
        const { outcome } = await desk.resumeSending({ by: member.email, rev });
        return outcome === 'resumed' ? describe() : notResumed[outcome];
      },
    }),
    apiRoute({
      method: 'post',
      path: '/sending/again/{id}',
      summary: 'Send what was given up of a batch again; repeating it sends nothing twice',
      role: 'editor',
      answer: redriven,
      status: 202,
      handle: async ({ id }) => ({ ...(await desk.redrive(id)) }),
    }),
  ];
}

function sendingAnswer({ control, pace, doubts, giveUps, isPartial }: SendingReport): z.input<typeof sending> {
  const { reason, detail, by, at, further = [] } = control;
  const { ratePerSecond, share, usedInDay, perDay, dayLimit, heldUntil, heldFor, heldSaid } = pace;
  return {
    rev: control.rev,
    paused: control.paused,
    marketingOnly: control.marketingOnly,
    awaitsReconcile: control.awaitsReconcile ?? false,
    ...(reason && { reason }),
    ...(detail && { detail }),
    ...(by && { by }),
    ...(at !== undefined && { at: iso(at) }),
    further: further.map((stop) => ({ ...stop, at: iso(stop.at) })),
    pace: {
      ratePerSecond,
      share,
      usedInDay,
      dayLimit,
      isSandbox: !pace.quota.isProduction,
      ...(perDay !== undefined && { perDay }),
      ...(heldUntil !== undefined && { heldUntil: iso(heldUntil) }),
      ...(heldFor && { heldFor }),
      ...(heldSaid && { heldSaid }),
    },
    doubts: doubts.map(({ batchId, subject: of, count: people, since }) => ({
      batchId,
      subject: of,
      count: people,
      since: iso(since),
    })),
    giveUps: giveUps.map((one) => ({ ...one })),
    isPartial,
  };
}

const iso = (at: EpochMs): string => new Date(at).toISOString();

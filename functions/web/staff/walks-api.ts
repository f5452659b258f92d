// The staff API of walks: where people are, why and what next for one of them, and pausing a journey, a step or a person.
import * as z from 'zod';
import type { PausedPart } from '../../domain/control.ts';
import type { Projected } from '../../domain/projection.ts';
import type { EpochMs } from '../../domain/time.ts';
import { PauseError } from '../../usecases/pause-walks.ts';
import { type ApiRoute, apiRoute, Refusal } from './api-route.ts';
import type { StaffDesk } from './desk.ts';

const count = z.int().min(0);
const instant = z.iso.datetime();
const toldStep = z.object({
  step: z.string(),
  at: instant,
  reason: z.string().optional().meta({ description: 'Why it was not sent; absent: it was.' }),
  words: z.string(),
});
const projected = z.object({
  kind: z.enum(['sent', 'passed', 'rests', 'ends']),
  at: instant,
  step: z.string().optional(),
  reason: z.string().optional(),
});

const people = z.object({
  version: z.string(),
  here: z.array(z.object({ step: z.string(), people: count })),
  onEarlier: count.meta({ description: 'People who still walk an earlier version.' }),
  isPartial: z.boolean().meta({ description: 'Not everybody was looked at; the numbers are lower bounds.' }),
});
const explanation = z.object({
  walks: z.array(
    z.object({
      journeyId: z.string(),
      now: z.object({ words: z.string(), reason: z.string().optional() }),
      past: z.array(toldStep),
      passedBy: z.array(z.object({ step: z.string(), words: z.string() })),
      next: z.array(projected).meta({ description: 'If she does nothing new.' }),
      asIfResumed: z.boolean().meta({ description: 'Something of `next` is paused: its dates hold if it were not.' }),
      ifOpened: projected.optional().meta({ description: 'What comes first if she opens the last e-mail now.' }),
    }),
  ),
});
const paused = z.object({
  parts: z.array(z.object({ journeyId: z.string(), step: z.string().optional(), by: z.string(), at: instant })),
});
const person = z.object({ paused: z.boolean() });
const partOf = z
  .object({ step: z.string().optional().meta({ description: 'Absent: the whole journey.' }) })
  .default({});

const unknown = (what: string) => new Refusal(404, 'Not found', `There is no ${what} with this id.`);

export function walkRoutes(desk: StaffDesk): ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/journeys/{id}/people',
      summary: 'How many people stand on which step now',
      answer: people,
      refusals: [404],
      handle: async ({ id }) => {
        const map = await desk.mapJourney(id);
        if (!map) return unknown('journey');
        const here = [...map.here].map(([step, standing]) => ({ step, people: standing }));
        return { version: map.journey.version, here, onEarlier: map.onEarlier, isPartial: map.isPartial };
      },
    }),
    apiRoute({
      method: 'post',
      path: '/journeys/{id}/pause',
      summary: 'Pause a journey or one of its steps; repeating it changes nothing',
      role: 'editor',
      body: partOf,
      answer: paused,
      refusals: [404],
      handle: async ({ id, body: { step }, member }) => {
        try {
          const part = { journeyId: id, ...(step !== undefined && { step }) };
          return partsAnswer((await desk.pausePart(part, member.email)).parts);
        } catch (error) {
          if (error instanceof PauseError) return new Refusal(404, 'Not found', error.message);
          throw error;
        }
      },
    }),
    apiRoute({
      method: 'post',
      path: '/journeys/{id}/resume',
      summary: 'Let a paused journey or step go on, slowly at first',
      role: 'editor',
      body: partOf,
      answer: paused,
      handle: async ({ id, body: { step } }) =>
        partsAnswer((await desk.resumePart({ journeyId: id, ...(step !== undefined && { step }) })).parts),
    }),
    apiRoute({
      method: 'get',
      path: '/subscribers/{id}/explanation',
      summary: 'What she got, what not and why, and what comes next',
      answer: explanation,
      refusals: [404],
      handle: async ({ id }) => {
        const told = await desk.explainSubscriber(id);
        return told ? { walks: told.walks.map(walkAnswer) } : unknown('subscriber');
      },
    }),
    ...(['pause', 'resume'] as const).map((change) =>
      apiRoute({
        method: 'post',
        path: `/subscribers/{id}/${change}`,
        summary: change === 'pause' ? 'Let her series stand still' : 'Let her series go on',
        role: 'editor',
        answer: person,
        refusals: [404],
        handle: async ({ id }) => {
          const isKnown = await (change === 'pause' ? desk.pausePerson(id) : desk.resumePerson(id));
          return isKnown ? { paused: change === 'pause' } : unknown('subscriber');
        },
      }),
    ),
  ];
}

function partsAnswer(parts: readonly PausedPart[] = []): z.input<typeof paused> {
  return { parts: parts.map((part) => ({ ...part, at: iso(part.at) })) };
}

type Walk = NonNullable<Awaited<ReturnType<StaffDesk['explainSubscriber']>>>['walks'][number];

function walkAnswer({ journeyId, explanation: told }: Walk): z.input<typeof explanation>['walks'][number] {
  return {
    journeyId,
    now: told.now,
    past: told.past.map(({ step, at, reason, words }) => ({ step, at: iso(at), ...(reason && { reason }), words })),
    passedBy: told.passedBy.map(({ step, words }) => ({ step, words })),
    next: told.next.map(projectedAnswer),
    asIfResumed: told.asIfResumed,
    ...(told.ifOpened && { ifOpened: projectedAnswer(told.ifOpened) }),
  };
}

function projectedAnswer(one: Projected): z.input<typeof projected> {
  const { kind, at } = one;
  return {
    kind,
    at: iso(at),
    ...('step' in one && { step: one.step }),
    ...('reason' in one && { reason: one.reason }),
  };
}

const iso = (at: EpochMs): string => new Date(at).toISOString();

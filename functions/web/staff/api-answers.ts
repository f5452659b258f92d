// Turns what the desk knows into the API's shapes: instants as ISO text, grades by their JSON names.
import type { z } from 'zod';
import type { Grade, Graded } from '../../domain/evidence.ts';
import type { GradeCounts } from '../../domain/metrics.ts';
import type { Numbers } from '../../domain/report.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SubscriberPage } from '../../usecases/list-subscribers.ts';
import type { BroadcastReport } from '../../usecases/report-broadcasts.ts';
import type { JourneyReport } from '../../usecases/report-journey.ts';
import type { MailRecord, SubscriberFile } from '../../usecases/show-subscriber.ts';
import type * as shapes from './api-schemas.ts';

const iso = (at: EpochMs): string => new Date(at).toISOString();

/** The instants among the fields as ISO text; absent ones stay absent. */
function instants<Name extends string>(
  fields: { readonly [At in Name]?: EpochMs | undefined },
): Partial<Record<Name, string>> {
  const present = Object.entries<EpochMs | undefined>(fields).filter(([, at]) => at !== undefined);
  return Object.fromEntries(present.map(([name, at]) => [name, iso(at as EpochMs)])) as Partial<Record<Name, string>>;
}

/** The fields that are there. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function grades(counts: GradeCounts) {
  const { human, 'likely-human': likelyHuman, machine, unknown } = counts;
  return { human, likelyHuman, machine, unknown, total: human + likelyHuman + machine + unknown };
}

function numbers(from: Numbers) {
  const {
    planned,
    sent,
    delivered,
    unsubscribed,
    bounced,
    complained,
    refused,
    inDoubt,
    duplicates,
    late,
    goals,
    tracked,
  } = from;
  return {
    planned,
    sent,
    delivered,
    opened: grades(from.opened),
    clicked: grades(from.clicked),
    unsubscribed,
    bounced,
    complained,
    refused: { ...refused },
    inDoubt,
    duplicates,
    late,
    goals,
    tracked,
  };
}

export function journeyAnswer({ journey, steps, total }: JourneyReport): z.input<typeof shapes.journeyReport> {
  return {
    journey,
    steps: steps.map((row) => ({ step: row.step, template: row.template, retired: row.retired, ...numbers(row) })),
    total: numbers(total),
  };
}

export function broadcastAnswer(report: BroadcastReport, origin: string): z.input<typeof shapes.broadcast> {
  const { id, subject, preheader, markdown, state, createdAt, createdBy, cutoffAt, planned } = report.broadcast;
  return {
    id,
    subject,
    markdown,
    state,
    createdBy,
    createdAt: iso(createdAt),
    ...present({ preheader, planned }),
    ...instants({ cutoffAt }),
    ...(state !== 'draft' && { archiveUrl: `${origin}/archive/${id}` }),
    numbers: numbers(report.numbers),
  };
}

export function pageAnswer({ rows, next }: SubscriberPage): z.input<typeof shapes.subscriberList> {
  return {
    subscribers: rows.map(({ subscriber, places, lastMail, nextAt }) => ({
      ...profile(subscriber),
      places: places.map((place) => ({ ...place })),
      ...(lastMail && { lastMail: { step: lastMail.step, at: iso(lastMail.at) } }),
      ...instants({ nextAt }),
    })),
    ...present({ next }),
  };
}

export function fileAnswer({ subscriber, walks, newsletters }: SubscriberFile): z.input<typeof shapes.subscriberFile> {
  const { timeZone, source, suppression } = subscriber;
  return {
    ...profile(subscriber),
    ...present({ timeZone, source }),
    tags: [...subscriber.tags],
    ...(suppression && { suppression: { reason: suppression.reason, at: iso(suppression.at) } }),
    consents: subscriber.consents.map(({ purpose, given, wording, at, source: from }) => ({
      purpose,
      given,
      wording,
      at: iso(at),
      source: from,
    })),
    walks: walks.map(({ enrolment, title, words, mails }) => ({
      journeyId: enrolment.journeyId,
      title,
      version: enrolment.version,
      state: enrolment.state,
      at: enrolment.at,
      words,
      enrolledAt: iso(enrolment.enrolledAt),
      ...instants({ waitUntil: enrolment.waitUntil, endedAt: enrolment.endedAt, goalAt: enrolment.goalAt }),
      ...present({ endedReason: enrolment.endedReason }),
      mails: mails.map(mailAnswer),
    })),
    newsletters: newsletters.map(mailAnswer),
  };
}

function profile(subscriber: Subscriber) {
  const { id, email, firstName, status, createdAt, activeSince, leftAt } = subscriber;
  return {
    id,
    email,
    status,
    createdAt: iso(createdAt),
    ...present({ firstName }),
    ...instants({ activeSince, leftAt }),
  };
}

function mailAnswer(record: MailRecord): z.input<typeof shapes.mail> {
  const { step, title, at, fate, refusedReason, deliveredAt, bounced, complained, unsubscribed, goal } = record;
  return {
    step,
    at: iso(at),
    fate,
    complained,
    unsubscribed,
    goal,
    ...present({ title, refusedReason, bounced }),
    ...instants({ deliveredAt }),
    ...(record.opened && { opened: gradedAnswer(record.opened) }),
    ...(record.clicked && { clicked: gradedAnswer(record.clicked) }),
  };
}

const gradeNames = { human: 'human', 'likely-human': 'likelyHuman', machine: 'machine', unknown: 'unknown' } as const;

function gradedAnswer({ grade, reasons }: Graded): { grade: (typeof gradeNames)[Grade]; reasons: string[] } {
  return { grade: gradeNames[grade], reasons: [...reasons] };
}

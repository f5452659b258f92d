// What a month of mail uses of each service: the bench's figures times the volume, and assumptions where nothing is measured.
import { type FunctionName, functions } from '../../../functions/manifest.ts';
import { dueShards } from '../../../functions/table.ts';
import * as assume from './assumptions.ts';
import { windowsWithFetches } from './coming.ts';
import type { Measured } from './measured.ts';
import type { PriceName } from './prices.ts';

export interface Volume {
  readonly subscribers: number;
  /** Marketing e-mails in the month, to all together. */
  readonly emails: number;
  /** The part of them that are steps of a series, 0 to 1; the rest are newsletters. */
  readonly series: number;
  /** The part of the subscribers who let us look, 0 to 1. */
  readonly tracked: number;
  /** New subscribers in the month. */
  readonly joining: number;
}

/** So much of one thing that has a price. */
export interface Line {
  readonly price: PriceName;
  readonly what: string;
  readonly quantity: number;
}

interface Work {
  readonly name: FunctionName;
  readonly invocations: number;
  readonly cpuMicros: number;
  readonly waitMs: number;
}

/** E-mails of a series in one batch: all who are due on a morning in one shard, at one step, of one variant. */
export function seriesBatchFill(emails: number): number {
  const groupsPerDay = dueShards.enrolment * assume.stepsPerSeries * assume.variantsPerStep;
  const perGroup = emails / (assume.hoursPerMonth / 24) / groupsPerDay;
  return Math.min(assume.mostPerBatch, Math.max(1, perGroup));
}

/** Between a figure for e-mails that are alone in their batch and one for full batches: each batch's share is divided. */
function atFill(full: number, alone: number, fill: number): number {
  const perBatch = (alone - full) / (1 - 1 / assume.mostPerBatch);
  return alone - perBatch * (1 - 1 / fill);
}

export function usageOf(volume: Volume, measured: Measured): Line[] {
  const { emails, tracked, joining } = volume;
  const { broadcast, drip, delivery, hits, endpoints } = measured;
  const series = emails * volume.series;
  const newsletters = emails - series;
  const fill = seriesBatchFill(series);
  const batches = newsletters / assume.mostPerBatch + series / fill + joining;
  const newsletterEvents = newsletters * assume.eventsPerEmail;
  const seriesEvents = (series + joining) * assume.eventsPerEmail;
  const events = newsletterEvents + seriesEvents;
  const fetches = fetchesOf(emails, tracked);
  const hitWindows = windowsWithFetches({
    ofNewsletters: fetchesOf(newsletters, tracked),
    newsletters: Math.ceil(newsletters / volume.subscribers),
    others: fetchesOf(series, tracked),
  });
  const rollups = fetches * hits.comingIn.rollupsPerEvent;
  const planned = (newsletters / assume.perSlice) * assume.invocationsPerSlice;
  const pages = joining * assume.requestsPerJoining;
  const pictures = picturesOf(volume);
  const seriesCost = (figure: 'writeUnitsPerEmail' | 'readUnitsPerEmail' | 'cpuMicrosPerEmail') =>
    series * atFill(drip[figure], drip.singletons[figure], fill);
  const eventCost = (figure: 'writeUnitsPerEvent' | 'readUnitsPerEvent') =>
    newsletterEvents * delivery.withSends[figure] +
    seriesEvents * atFill(delivery.withSends[figure], delivery.shuffled[figure], fill);

  const work: Work[] = [
    {
      name: 'sendBatch',
      invocations: batches,
      cpuMicros: newsletters * broadcast.cpuMicrosPerEmail + seriesCost('cpuMicrosPerEmail'),
      waitMs: assume.waitMs.sendBatch,
    },
    {
      name: 'record',
      invocations: batches,
      cpuMicros: events * delivery.withSends.cpuMicrosPerEvent,
      waitMs: assume.waitMs.record,
    },
    {
      name: 'hits',
      invocations: fetches,
      cpuMicros: fetches * endpoints.pixel.cpuMicrosPerRequest,
      waitMs: assume.waitMs.hit,
    },
    {
      name: 'record',
      invocations: hitWindows,
      // The first of an invocation costs as much as one that comes alone.
      cpuMicros: hitWindows * hits.comingIn.cpuMicrosPerEvent + (fetches - hitWindows) * hits.cpuMicrosPerEvent,
      waitMs: assume.waitMs.record,
    },
    // Those that find something to count; the invocation itself is paid for every minute, at rest too.
    { name: 'rollup', invocations: 0, cpuMicros: rollups * hits.comingIn.cpuMicrosPerRollup, waitMs: 0 },
    {
      name: 'images',
      invocations: pictures.requests,
      cpuMicros: pictures.requests * assume.imageCpuMicros,
      waitMs: 0,
    },
    {
      name: 'site',
      invocations: pages,
      cpuMicros: pages * endpoints.pixel.cpuMicrosPerRequest,
      waitMs: assume.waitMs.page,
    },
  ];
  const storageGb = storedBytes(volume, measured, fill) / (kbPerGb * 1_024);
  const requestsPerMessage = 1 + 2 / assume.messagesPerPoll;

  return [
    { price: 'ses-email', what: 'e-mails, confirmations included', quantity: emails + joining },
    {
      price: 'dynamodb-write',
      what: 'newsletters',
      quantity: newsletters * broadcast.writeUnitsPerEmail,
    },
    { price: 'dynamodb-write', what: 'series', quantity: seriesCost('writeUnitsPerEmail') },
    { price: 'dynamodb-write', what: "SES's events", quantity: eventCost('writeUnitsPerEvent') },
    {
      price: 'dynamodb-write',
      what: 'opens and clicks, with their numbers',
      quantity: fetches * hits.comingIn.writeUnitsPerEvent,
    },
    { price: 'dynamodb-write', what: 'people who join', quantity: joining * measured.joining.writeUnitsPerPerson },
    {
      price: 'dynamodb-read',
      what: 'newsletters and series',
      quantity: newsletters * broadcast.readUnitsPerEmail + seriesCost('readUnitsPerEmail'),
    },
    {
      price: 'dynamodb-read',
      what: 'what comes back, and people who join',
      quantity:
        eventCost('readUnitsPerEvent') +
        fetches * hits.comingIn.readUnitsPerEvent +
        joining * measured.joining.readUnitsPerPerson,
    },
    { price: 'dynamodb-storage', what: 'people, and a year of e-mails', quantity: storageGb },
    { price: 'dynamodb-backup', what: 'the same, in backup', quantity: storageGb },
    { price: 'lambda-request', what: 'invocations', quantity: sum(work.map(({ invocations }) => invocations)) },
    { price: 'lambda-gb-second', what: 'computing and waiting', quantity: sum(work.map(gbSeconds)) },
    { price: 'sqs-request', what: 'batches', quantity: batches * 3 },
    { price: 'sqs-request', what: "SES's events", quantity: events * requestsPerMessage },
    {
      price: 'sqs-request',
      what: 'opens and clicks',
      quantity: fetches * assume.requestsPerHit + Math.max(hitWindows, fetches / assume.messagesPerPoll),
    },
    { price: 'sns-request', what: "SES's events", quantity: events },
    { price: 'http-request', what: 'pages, pixels and links', quantity: fetches + pages },
    {
      price: 'log-gb',
      what: 'logs',
      quantity: (sum(work.map(({ invocations }) => invocations)) * assume.logKbPerInvocation) / kbPerGb,
    },
    {
      price: 'transfer-gb',
      what: 'pages, pixels and links',
      quantity: (fetches * assume.hitKb + pages * assume.pageKb) / kbPerGb,
    },
    // A batch goes on with its planner's trace; what opens and events call is not traced.
    { price: 'trace', what: 'planning, walks and pages', quantity: planned + series / fill + joining + pages },
    { price: 'http-request', what: 'pictures of e-mails', quantity: pictures.requests },
    { price: 'transfer-gb', what: 'pictures of e-mails', quantity: pictures.kb / kbPerGb },
    {
      price: 'metric',
      what: 'metrics of our own, by the hours in which they are written',
      quantity: emails > 0 ? (assume.metricsWhileSending * assume.sendingHoursPerDay) / 24 : 0,
    },
  ];
}

/** People, and what is kept of a year's e-mails, opens and clicks. */
function storedBytes(
  { subscribers, emails, series: share, tracked }: Volume,
  measured: Measured,
  fill: number,
): number {
  const { delivery, drip, hits } = measured;
  const series = emails * share;
  const fetches = fetchesOf(emails, tracked);
  const aMonth =
    (emails - series) * delivery.storedBytesPerEmail +
    series * atFill(drip.storedBytesPerEmail, drip.singletons.storedBytesPerEmail, fill) +
    fetches * hits.storedBytesPerEvent;
  return subscribers * delivery.storedBytesPerPerson + aMonth * assume.monthsKept;
}

/** Pictures fetched and links followed of so many e-mails. */
function fetchesOf(emails: number, tracked: number): number {
  return emails * tracked * (assume.opensPerTrackedEmail + assume.clicksPerTrackedEmail);
}

/** The mark and the newsletters' picture once a month for each reader; the picture of a step once for each e-mail. */
function picturesOf({ subscribers, emails, series: share }: Volume): {
  readonly requests: number;
  readonly kb: number;
} {
  const opened = emails * assume.openedShare;
  const marks = Math.min(opened, subscribers * assume.openedShare);
  const others = Math.min(opened * (1 - share), marks) + opened * share;
  return { requests: marks + others, kb: marks * assume.markKb + others * assume.pictureKb };
}

/** What all its invocations take together. */
export function gbSeconds({ name, invocations, cpuMicros, waitMs }: Work): number {
  const { memoryMb } = functions[name];
  const share = Math.min(1, memoryMb / assume.memoryOfOneCpuMb);
  return (memoryMb / 1_024) * (cpuMicros / 1e6 / share + (invocations * waitMs) / 1_000);
}

const kbPerGb = 1_024 * 1_024;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

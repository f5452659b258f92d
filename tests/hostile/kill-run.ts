// One run of the proof by kills: a newsletter and a series in the same morning, the application killed again and again,
// started again on the same data, and at last left alone until nothing is due any more.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { allDueShards, tableDefinition } from '../../functions/table.ts';
import { earliestDue } from '../../infra/local/clock/earliest-due.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import { type KillableRunner, startProcess } from '../journeys/killed-runner.ts';
import { Random } from '../simulation/random.ts';
import { Desk, type Issue, type Numbers } from './desk.ts';
import { Ledger } from './ledger.ts';
import { addPeople, tableOf } from './people.ts';
import { type Engines, type SesProcess, startEngines, startSes } from './processes.ts';
import { type Reckoning, reckon } from './reckoning.ts';
import { walkOn } from './scenario.ts';

export interface KillRun {
  readonly kills: number;
  readonly subscribers: number;
  readonly walkers: number;
  readonly ratePerSecond: number;
  readonly seed: number;
  /** The walkers' mails come due one after another within this. */
  readonly dueWithinMs: number;
  /** Whether the clock runs on until the last of the series, or only through the first morning. */
  readonly wholeSeries: boolean;
  readonly folder: string;
  readonly say: (line: string) => void;
}

export interface KillResult {
  readonly reckoning: Reckoning;
  readonly issue: Issue;
  readonly series: Numbers;
  /** E-mails SES had taken when each kill came. */
  readonly takenAtKill: readonly number[];
  /** Batches whose call was cut off, so that nobody knew whether it went out. */
  readonly doubts: number;
  /** When something is still due; undefined when nothing is, ever. */
  readonly stillDue: EpochMs | undefined;
}

const mailsPerCall = 40;
const longestLifeMs = 6_000;
const killJitterMs = 60;
/** Later than a call's lease, sooner than the grace time: who sends again without waiting for SES's word mails twice. */
const lateEventMs = 6 * minuteMs;
const longestSeriesDays = 200;
const stepDays = 10;

export async function runKills(run: KillRun): Promise<KillResult> {
  const engines = await startEngines(run.folder);
  const ses = await startSes({ folder: run.folder, sqs: engines.sqs, seed: run.seed });
  const stage: Stage = { engines, ses, ledger: new Ledger(ses.ledger), data: join(run.folder, 'data') };
  let life: Life | undefined;
  try {
    life = await begin(stage);
    const { people, issueId, nine } = await prepare(run, stage, life.desk);
    const random = new Random(run.seed);
    const takenAtKill: number[] = [];
    for (let kill = 1; kill <= run.kills; kill++) {
      await endSuddenly(stage, life, nine + 6 * hourMs, callsToCome(run, stage, kill), random);
      takenAtKill.push(stage.ledger.count());
      run.say(`kill ${kill} of ${run.kills}: ${takenAtKill.at(-1)} e-mails taken`);
      life = await begin(stage);
    }
    const stillDue = await runOut(run, stage, life.desk, nine);
    const [issue, series] = [await life.desk.issue(issueId), await life.desk.series()];
    const reckoning = reckon(stage.ledger.all(), people);
    return { reckoning, issue, series, takenAtKill, stillDue, doubts: await countDoubts(engines.dynamodb) };
  } finally {
    await life?.runner.kill('SIGTERM');
    stage.ledger.close();
    await ses.end();
    await engines.end();
  }
}

interface Stage {
  readonly engines: Engines;
  readonly ses: SesProcess;
  readonly ledger: Ledger;
  readonly data: string;
}

interface Life {
  readonly runner: KillableRunner;
  readonly desk: Desk;
}

async function begin({ engines, ses, data }: Stage): Promise<Life> {
  const runner = await startProcess(data, {
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb,
    AWS_ENDPOINT_URL_SQS: engines.sqs,
    AWS_ENDPOINT_URL_SESV2: ses.endpoint,
  });
  await ses.follow(runner.origin);
  return { runner, desk: new Desk(runner.origin) };
}

/** Everybody is there, the newsletter was sent off, and the first of the series are about to come due. */
async function prepare(run: KillRun, { engines, ses, data }: Stage, desk: Desk) {
  await ses.behave({ ratePerSecond: run.ratePerSecond, lateEvents: 1, lateEventMs });
  const nine = nextMorning(await desk.now());
  const people = await addPeople(tableOf(engines.dynamodb), join(data, 'keys.json'), {
    count: run.subscribers,
    walkers: run.walkers,
    trackedOneIn: 5,
    dueFrom: nine,
    dueTo: nine + run.dueWithinMs,
  });
  run.say(`${people.length} people are there, ${run.walkers} of them walk`);
  await desk.advanceTo(nine - minuteMs);
  const { id: issueId } = await desk.writeNewsletter();
  await desk.send(issueId);
  return { people, issueId, nine };
}

/** Twice what this life would do if all lives did the same: somewhere within it the kill comes. */
function callsToCome({ subscribers, walkers, kills }: KillRun, { ledger }: Stage, kill: number): number {
  const left = subscribers + walkers - ledger.count();
  return Math.max(1, Math.ceil((2 * left) / mailsPerCall / (kills - kill + 1)));
}

/** Lets it work, and kills it in the middle of anything: after some time, or close to a call to SES. */
async function endSuddenly(stage: Stage, { runner, desk }: Life, until: EpochMs, maxCalls: number, random: Random) {
  const { ses, engines } = stage;
  const working = walkOn(desk, ses, until, minuteMs).catch((error: unknown) => error);
  const calls = ses.calls(random.between(1, maxCalls));
  await Promise.race([calls, sleep(random.chance(0.3) ? random.between(0, 1_500) : longestLifeMs)]);
  if (random.chance(0.5)) await sleep(random.between(0, killJitterMs));
  await runner.kill();
  await working;
  await ses.catchUp();
  await engines.release();
}

/** All but the review of readers, which is due again every week for ever. */
const oncePassing = allDueShards.filter(({ kind }) => kind !== 'review');

/** Undisturbed to the end of the first day, or until nothing is due any more; answers what still is. */
async function runOut(run: KillRun, stage: Stage, desk: Desk, nine: EpochMs): Promise<EpochMs | undefined> {
  const { ses, ledger, engines } = stage;
  const isSent = async (): Promise<boolean> => ledger.count() >= run.subscribers + run.walkers;
  const sentAt = await walkOn(desk, ses, nine + 12 * hourMs, minuteMs, isSent);
  await walkOn(desk, ses, sentAt + hourMs / 2, 5 * minuteMs);
  await ses.behave({ ratePerSecond: run.ratePerSecond });
  await desk.advanceTo(nine + 12 * hourMs);
  run.say(`the first day is over: ${ledger.count()} e-mails taken`);
  const table = tableOf(engines.dynamodb);
  let stillDue = await earliestDue(table, oncePassing);
  for (let days = stepDays; run.wholeSeries && stillDue !== undefined && days <= longestSeriesDays; days += stepDays) {
    await desk.advanceTo(nine + days * dayMs);
    stillDue = await earliestDue(table, oncePassing);
    run.say(`${days} days: ${ledger.count()} e-mails taken`);
  }
  return stillDue;
}

/** Batches keep the time at which they came into doubt. */
async function countDoubts(endpoint: string): Promise<number> {
  const client = new DynamoDBClient({ ...localAccount, endpoint });
  const pages = paginateScan(
    { client },
    { TableName: tableDefinition.name, FilterExpression: 'attribute_exists(doubtSince)', Select: 'COUNT' },
  );
  let count = 0;
  for await (const page of pages) count += page.Count ?? 0;
  client.destroy();
  return count;
}

/** Nine in the morning of the next day in London, which the clinic keeps. */
function nextMorning(now: EpochMs): EpochMs {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London');
  return today.add({ days: 1 }).with({ hour: 9, minute: 0, second: 0, millisecond: 0 }).epochMilliseconds;
}

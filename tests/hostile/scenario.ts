// Misbehaviour of SES lived through: a newsletter and a series in the same morning, trouble for a while, then none.
// Time goes on in small steps, and SES's events follow it.
import { dayMs, type EpochMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { Desk, type Issue, type Numbers } from './desk.ts';
import { Ledger } from './ledger.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import { addPeople, tableOf } from './people.ts';
import { type Reckoning, reckon } from './reckoning.ts';

export interface Scenario {
  readonly name: string;
  /** One after another, each for so long by the application's clock. */
  readonly troubles: readonly { readonly plan: Misbehaviour; readonly forMs: number }[];
  /** Longest it may take from their end until everything is sent. */
  readonly recoveryMs: number;
}

export interface Crowd {
  readonly subscribers: number;
  /** So many of them get mail of the series as well. */
  readonly walkers: number;
  /** What SES grants: so low that sending lasts. */
  readonly ratePerSecond: number;
}

export interface Surroundings extends Crowd {
  readonly origin: string;
  readonly dynamodb: string;
  readonly keysFile: string;
  readonly ledger: string;
  readonly ses: { behave(plan: Misbehaviour): Promise<void>; catchUp(): Promise<void> };
}

export interface Lived {
  readonly reckoning: Reckoning;
  readonly issue: Issue;
  readonly series: Numbers;
  /** E-mails taken by the end of each trouble. */
  readonly taken: readonly number[];
  /** From the end of the troubles until everything was sent; undefined when it never was. */
  readonly recoveredAfterMs: number | undefined;
}

const seriesDueWithinMs = 5 * minuteMs;
const stepMs = minuteMs;
/** What still comes in when all is sent: events told twice, late ones, the counting. */
const aftermathMs = 2 * hourMs;
/** Afterwards, what is not sent yet waits for the next morning's window. */
const closeLookMs = hourMs;
const longStepMs = 15 * minuteMs;

export async function live(scenario: Scenario, around: Surroundings): Promise<Lived> {
  const { ses, subscribers, walkers, ratePerSecond } = around;
  const desk = new Desk(around.origin);
  const ledger = new Ledger(around.ledger);
  const nine = Math.ceil((await desk.now()) / dayMs) * dayMs + 9 * hourMs;
  const people = await addPeople(tableOf(around.dynamodb), around.keysFile, {
    count: subscribers,
    walkers,
    trackedOneIn: 5,
    dueFrom: nine,
    dueTo: nine + seriesDueWithinMs,
  });
  await desk.advanceTo(nine - minuteMs);
  const { id } = await desk.writeNewsletter();
  const taken: number[] = [];
  let at = nine;
  for (const [index, { plan, forMs }] of scenario.troubles.entries()) {
    await ses.behave({ ratePerSecond, ...plan });
    if (index === 0) await desk.send(id);
    at = await walkOn(desk, ses, at + forMs, stepMs);
    taken.push(ledger.count());
  }
  const troubleOver = at;
  await ses.behave({ ratePerSecond });
  const isSent = async (): Promise<boolean> => {
    const [issue, series] = [await desk.issue(id), await desk.series()];
    return issue.state === 'sent' && fates(series) >= walkers && series.inDoubt === 0;
  };
  const soon = Math.min(scenario.recoveryMs, closeLookMs);
  await walkOn(desk, ses, troubleOver + soon, 2 * stepMs, isSent);
  const recoveredAt = await walkOn(desk, ses, troubleOver + scenario.recoveryMs, longStepMs, isSent);
  const recoveredAfterMs = (await isSent()) ? recoveredAt - troubleOver : undefined;
  await walkOn(desk, ses, recoveredAt + aftermathMs, longStepMs);
  const reckoning = reckon(ledger.all(), people);
  ledger.close();
  return { reckoning, issue: await desk.issue(id), series: await desk.series(), taken, recoveredAfterMs };
}

/** Step by step, so that events which SES owes come at their time; answers when it stopped. */
export async function walkOn(
  desk: Desk,
  ses: Pick<Surroundings['ses'], 'catchUp'>,
  to: EpochMs,
  byMs: number,
  isOver: () => Promise<boolean> = async () => false,
): Promise<EpochMs> {
  let at = await desk.now();
  while (at < to && !(await isOver())) {
    at = Math.min(to, at + byMs);
    await desk.advanceTo(at);
    await ses.catchUp();
  }
  return at;
}

/** E-mails that came to an end: sent or refused. */
function fates({ sent, refused }: Numbers): number {
  return sent + Object.values(refused).reduce((sum, count) => sum + count, 0);
}

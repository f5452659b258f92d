// The same newsletter as many do it: for each person her item is read, MJML compiled, one SendEmail made, one write noted.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { makeContentCompiler } from '../../functions/composition/content-compiler.ts';
import { makeMailer } from '../../functions/composition/mailer.ts';
import { makeRenderer } from '../../functions/composition/renderer.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { makeTokens } from '../../functions/composition/tokens.ts';
import { keys, tableDefinition } from '../../functions/table.ts';
import { leaveHeaders, personalScalars } from '../../functions/usecases/personalise.ts';
import { localClient } from '../contract/dynalite-table.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience } from './newsletter-run.ts';
import { newsletterText } from './newsletter-text.ts';
import { cohortIds, personId } from './people.ts';
import { Stage } from './stage.ts';

const people = 60;
const repeats = 3;

export const name = 'naive';

export async function run(report: Report): Promise<void> {
  const stage = await Stage.start();
  try {
    await stage.engines.seed({ ...audience, count: people });
    const send = naiveSender(stage);
    const cpu: number[] = [];
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      stage.reset();
      for (const id of cohortIds(audience.cohort, people)) await stage.measured(() => send(id));
      if (repeat > 0) cpu.push(stage.cost.cpuMicros / people);
      report.note(
        `${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / people)} us an e-mail`,
      );
    }
    const emails = (await stage.engines.taken()).length;
    if (emails !== people * (repeats + 1)) throw new Error(`SES took ${emails} e-mails.`);
    report.put('naive', {
      emails: people,
      cpuMicrosPerEmail: round(median(cpu)),
      cpuSpreadPercent: spreadPercent(cpu),
      // One write to each person's item, which is under one kilobyte; its entry in the audience index changes with it.
      writeUnitsPerEmail: 2,
    });
  } finally {
    await stage.end();
  }
}

function naiveSender({ context, engines }: Stage): (subscriberId: string) => Promise<void> {
  const compiler = makeContentCompiler(context);
  const renderer = makeRenderer(context);
  const subscribers = makeSubscriberStore(context);
  const tokens = makeTokens(context);
  const mailer = makeMailer(context);
  const table = new DynamoDBClient(localClient(engines.addresses.dynamodb));
  const batchId = personId('naive');
  return async (subscriberId) => {
    const subscriber = await subscribers.get(subscriberId);
    if (!subscriber) throw new Error('A person of the bench is not there.');
    const content = await compiler.compile({ issueId: batchId, ...newsletterText });
    const rendered = await renderer.renderNewsletter(content, { locale: 'en', tracked: true });
    const mail = { subscriberId, firstName: subscriber.firstName, batchId, slot: 0 };
    const { subject, html, text } = rendered;
    const answer = await mailer.sendOne({
      to: subscriber.email,
      ...{ subject, html, text },
      scalars: personalScalars(tokens, rendered, mail),
      tags: { batch: batchId, slot: '0' },
      headers: leaveHeaders(context.clinic, tokens.leave({ subscriberId, batchId, slot: 0 })),
    });
    if (answer.result !== 'accepted') throw new Error(`SES answered ${answer.result}.`);
    const { pk, sk } = keys.subscriber(subscriberId);
    await table.send(
      new UpdateItemCommand({
        TableName: tableDefinition.name,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'SET lastSentAt = :now',
        ExpressionAttributeValues: { ':now': { N: String(context.clock.now()) } },
      }),
    );
  };
}

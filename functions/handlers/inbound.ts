// Mail that came in at the clinic's mail domain, from SES by way of a topic. Only where the clinic wants to receive mail is it ever called.
import type { SNSEvent } from 'aws-lambda';
import type { Context } from '../composition/context.ts';
import { makeIdentity } from '../composition/identity.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMailReader } from '../composition/mail-reader.ts';
import { makeMailer } from '../composition/mailer.ts';
import { makePace } from '../composition/pace.ts';
import { makeQueues } from '../composition/queues.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { makeTokens } from '../composition/tokens.ts';
import { receiveMail } from '../usecases/receive-mail.ts';
import { arrivedMail } from './received-mail.ts';

export const make = (context: Context) => {
  const deps = {
    clinic: context.clinic,
    clock: context.clock,
    identity: makeIdentity(context),
    mailer: makeMailer(context),
    pace: makePace(context),
    queues: makeQueues(context),
    reader: makeMailReader(context),
    subscribers: makeSubscriberStore(context),
    tokens: makeTokens(context),
  };
  return async (event: SNSEvent) => {
    for (const { Sns } of event.Records) {
      const arrived = arrivedMail(Sns.Message);
      if (arrived) console.info(JSON.stringify({ event: 'mail-received', ...(await receiveMail(deps, arrived)) }));
    }
  };
};

export const handler = onLambda(make);

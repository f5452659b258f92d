// Sends the transactional mail that its messages' subscribers asked for, and the one that tells staff of notices.
import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeLinkTables } from '../composition/link-tables.ts';
import { makeMailer } from '../composition/mailer.ts';
import { makeNotices } from '../composition/notices.ts';
import { makePace } from '../composition/pace.ts';
import { makeRenderer } from '../composition/renderer.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { makeTokens } from '../composition/tokens.ts';
import { sendNoticeMail } from '../usecases/send-notice-mail.ts';
import { sendTransactional } from '../usecases/send-transactional.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    clock: context.clock,
    control: makeControl(context),
    linkTables: makeLinkTables(context),
    clinic: context.clinic,
    mailer: makeMailer(context),
    notices: makeNotices(context),
    pace: makePace(context),
    renderer: makeRenderer(context),
    subscribers: makeSubscriberStore(context),
    tokens: makeTokens(context),
  };
  return consumeEach(queueMessages.transactional, (message) =>
    'to' in message ? sendNoticeMail(deps) : sendTransactional(deps, message.subscriberId),
  );
};

export const handler = onLambda(make);

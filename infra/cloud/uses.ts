// What a function's `uses` in the manifest mean in the cloud: the names it is told and the permissions it is given.
// The names are those that functions/composition/context.ts reads.
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Resource } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import type { DataStack } from './data-stack.ts';
import type { IdentityStack } from './identity-stack.ts';
import type { MailStack } from './mail-stack.ts';
import type { WorkQueue } from './work-queue.ts';

export interface Resources {
  readonly data: DataStack;
  readonly mail: MailStack;
  readonly identity: IdentityStack;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
}

interface Use {
  environment(resources: Resources): Record<string, string>;
  grant(grantee: NodejsFunction, resources: Resources): void;
}

/** Neither scans nor table administration: no use case needs them. */
const tableActions = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

const queue = (name: QueueName): Use => ({
  environment: ({ queues }) => ({ [`AFTERGLOW_QUEUE_${name}`]: queues[name].queue.queueUrl }),
  grant: (grantee, { queues }) => void queues[name].queue.grantSendMessages(grantee),
});

const meaning: Readonly<Record<Resource, Use>> = {
  table: {
    environment: ({ data }) => ({ AFTERGLOW_TABLE: data.table.tableName }),
    grant: (grantee, { data }) => void data.table.grant(grantee, ...tableActions.map((action) => `dynamodb:${action}`)),
  },
  mail: {
    environment: ({ mail }) => ({ AFTERGLOW_CONFIGURATION_SET: mail.configurationSet.configurationSetName }),
    grant: (grantee, { mail }) => mail.grantSend(grantee),
  },
  secrets: {
    environment: ({ data }) => ({ AFTERGLOW_KEYS_SECRET: data.keys.secret.secretArn }),
    grant: (grantee, { data }) => void data.keys.secret.grantRead(grantee),
  },
  signIn: {
    environment: ({ identity }) => ({
      AFTERGLOW_OIDC_ISSUER: identity.issuer,
      AFTERGLOW_OIDC_CLIENT_ID: identity.clientId,
    }),
    // Signing in is a conversation of browsers and public endpoints; it needs no permission.
    grant: () => undefined,
  },
  advance: queue('advance'),
  send: queue('send'),
  rollup: queue('rollup'),
  broadcast: queue('broadcast'),
  transactional: queue('transactional'),
  hits: queue('hits'),
};

export function environmentFor(uses: readonly Resource[], resources: Resources): Record<string, string> {
  return Object.assign({}, ...uses.map((use) => meaning[use].environment(resources)));
}

export function grantUses(grantee: NodejsFunction, uses: readonly Resource[], resources: Resources): void {
  for (const use of uses) meaning[use].grant(grantee, resources);
}

// What a function's `uses` in the manifest mean in the cloud: the names it is told, and the permissions that permissions.ts lists.
// The names are those that functions/composition/context.ts reads.
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type FunctionName, functions, type Resource } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { partitions, tableDefinition } from '../../functions/table.ts';
import type { DataStack } from './data-stack.ts';
import type { IdentityStack } from './identity-stack.ts';
import type { MailStack } from './mail-stack.ts';
import { permissions, type TableAction } from './permissions.ts';
import type { WorkQueue } from './work-queue.ts';

export interface Resources {
  readonly data: DataStack;
  readonly mail: MailStack;
  readonly identity: IdentityStack;
  readonly queues: Readonly<Record<QueueName, WorkQueue>>;
}

interface Use {
  environment(resources: Resources): Record<string, string>;
  grant(grantee: NodejsFunction, resources: Resources, name: FunctionName): void;
}

const queue = (name: QueueName): Use => ({
  environment: ({ queues }) => ({ [`AFTERGLOW_QUEUE_${name}`]: queues[name].queue.queueUrl }),
  grant: (grantee, { queues }) => void queues[name].queue.grant(grantee, 'sqs:SendMessage'),
});

const meaning: Readonly<Record<Resource, Use>> = {
  table: {
    environment: ({ data }) => ({ AFTERGLOW_TABLE: data.table.tableName }),
    grant: (grantee, { data }, name) => {
      for (const statement of tableStatements(data.table.tableArn, name)) grantee.addToRolePolicy(statement);
    },
  },
  mail: {
    environment: ({ mail }) => ({ AFTERGLOW_CONFIGURATION_SET: mail.configurationSet.configurationSetName }),
    grant: (grantee, { mail }, name) => mail.grant(grantee, permissions[name].mail ?? []),
  },
  secrets: {
    environment: ({ data }) => ({ AFTERGLOW_KEYS_SECRET: data.keys.secret.secretArn }),
    grant: (grantee, { data }) =>
      grantee.addToRolePolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [data.keys.secret.secretArn],
        }),
      ),
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
  broadcast: queue('broadcast'),
  transactional: queue('transactional'),
  hits: queue('hits'),
};

export function environmentFor(uses: readonly Resource[], resources: Resources): Record<string, string> {
  return Object.assign({}, ...uses.map((use) => meaning[use].environment(resources)));
}

export function grantUses(grantee: NodejsFunction, name: FunctionName, resources: Resources): void {
  for (const use of functions[name].uses) meaning[use].grant(grantee, resources, name);
}

/** One statement for all actions on the same partitions, and one for each index. */
function tableStatements(tableArn: string, name: FunctionName): PolicyStatement[] {
  const { table = {}, due = [], isAudience = false } = permissions[name];
  const byPartitions = Map.groupBy(Object.entries(table), ([, on]) => on.toSorted().join());
  const { indexes } = tableDefinition;
  return [
    ...[...byPartitions.values()].map((entries) =>
      leading(
        entries.map(([action]) => action as TableAction),
        tableArn,
        (entries[0]?.[1] ?? []).map((partition) => partitions[partition]),
      ),
    ),
    ...(due.length > 0
      ? [
          leading(
            ['Query'],
            `${tableArn}/index/${indexes.due.name}`,
            due.map((kind) => `${kind}-*`),
          ),
        ]
      : []),
    ...(isAudience ? [leading(['Query'], `${tableArn}/index/${indexes.audience.name}`, ['audience-*'])] : []),
  ];
}

/** Allows actions on the partitions whose keys match; DynamoDB holds every key of a request against them. */
function leading(actions: readonly TableAction[], resource: string, keys: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: actions.flatMap((action) =>
      action === 'GetItem' ? ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] : `dynamodb:${action}`,
    ),
    resources: [resource],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.toSorted() } },
  });
}

// A deployment, met at its public address; its table and its keys are found in the data stack, with the operator's credentials.
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import clinicConfig from '../../../clinic.config.ts';
import { randomIds } from '../../../functions/adapters/ids.ts';
import { loadKeys } from '../../../functions/adapters/keys.ts';
import { makeContext } from '../../../functions/composition/context.ts';
import { makeIdentity } from '../../../functions/composition/identity.ts';
import { makeTokens } from '../../../functions/composition/tokens.ts';
import { StartProblem } from '../problem.ts';
import { meetClinic } from './met-clinic.ts';
import type { Clinic } from './ports.ts';

const waitMs = 10_000;

/** Throws StartProblem where the data stack holds no table or no secret. */
export async function cloudClinic(prefix: string, tableName?: string): Promise<Clinic> {
  const ids = await dataStack(`${prefix}-data`);
  const table = tableName ?? ids.get('AWS::DynamoDB::GlobalTable') ?? ids.get('AWS::DynamoDB::Table');
  const secret = ids.get('AWS::SecretsManager::Secret');
  if (!table || !secret) {
    throw new StartProblem(`The stack ${prefix}-data has no ${table ? 'secret' : 'table'}. Run: npx cdk deploy --all`);
  }
  const context = makeContext({
    settings: { tableName: table, queueUrls: {}, configurationSet: '', oidc: { issuer: '', clientId: '' } },
    clinic: clinicConfig,
    clock: { now: () => Date.now() },
    ids: randomIds,
    keys: await loadKeys(secret),
  });
  const { linkOrigin } = clinicConfig;
  return {
    ...meetClinic(linkOrigin, context),
    // SES's simulator shows nobody what it received, so the address is made as the sender makes it.
    oneClickUrl: async (email) => {
      const subscriberId = makeIdentity(context).subscriberId(email);
      return `${linkOrigin}/unsubscribe/${makeTokens(context).leave({ subscriberId })}`;
    },
    wait: async () => sleep(waitMs),
  };
}

async function dataStack(name: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const page of paginateListStackResources({ client: new CloudFormationClient({}) }, { StackName: name })) {
    for (const { ResourceType = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      if (!found.has(ResourceType)) found.set(ResourceType, PhysicalResourceId);
    }
  }
  return found;
}

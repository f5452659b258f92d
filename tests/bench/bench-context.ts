// The context of the bench's functions: the engines' addresses, a time of its own, the clinic as it is configured.
import clinic from '../../clinic.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Context, makeContext } from '../../functions/composition/context.ts';
import type { Clock } from '../../functions/ports/clock.ts';
import { tableDefinition } from '../../functions/table.ts';
import type { EngineAddresses } from './engines.ts';

export function benchContext(addresses: EngineAddresses, clock: Clock): Context {
  const { dynamodb, sqs, sesv2, queueUrls } = addresses;
  return makeContext({
    settings: {
      tableName: tableDefinition.name,
      queueUrls,
      configurationSet: 'afterglow',
      oidc: { issuer: 'http://127.0.0.1', clientId: 'bench' },
      endpoints: { dynamodb, sqs, sesv2 },
    },
    clinic,
    clock,
    ids: randomIds,
    keys: {
      identity: 'i'.repeat(32),
      tokens: [{ id: 'a', key: 't'.repeat(32) }],
      session: 's'.repeat(32),
      goals: [],
    },
  });
}

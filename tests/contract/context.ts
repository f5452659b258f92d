// A composition context for contract tests: the real factories on endpoints of the test's own.
import clinic from '../../clinic.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Context, makeContext, type Settings } from '../../functions/composition/context.ts';

export function contractContext(settings: Partial<Settings>): Context {
  return makeContext({
    settings: {
      tableName: 'none',
      queueUrls: {},
      configurationSet: 'contract',
      oidc: { issuer: 'http://127.0.0.1', clientId: 'contract' },
      ...settings,
    },
    clinic,
    clock: { now: () => Date.now() },
    ids: randomIds,
    keys: {
      identity: 'i'.repeat(32),
      tokens: [{ id: 'a', key: 't'.repeat(32) }],
      session: 's'.repeat(32),
      goals: [],
    },
  });
}

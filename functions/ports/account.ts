// What SES grants the account. Asked seldom: SES answers such questions about once a second for the whole account.
import type { Quota } from '../domain/pacing.ts';
import type { EpochMs } from '../domain/time.ts';

export interface Account {
  /** Cached for minutes; undefined when SES did not say, which must not keep mail from leaving. */
  quota(now: EpochMs): Promise<Quota | undefined>;
}

// The account's quota from SES v2 GetAccount, kept for minutes. Where SES does not answer, mail goes on by what was known.
import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Quota } from '../../domain/pacing.ts';
import { type EpochMs, minuteMs, secondMs } from '../../domain/time.ts';
import type { Account } from '../../ports/account.ts';

const keptMs = 3 * minuteMs;
/** After a failure SES is left alone for this long: it answers about one such question a second. */
const failedMs = minuteMs;

/** Somebody waits to send meanwhile. */
const longestMs = 3 * secondMs;

export function makeAccount(client: SESv2Client): Account {
  let known: Quota | undefined;
  let askedAt: EpochMs | undefined;
  let failed = false;
  return {
    async quota(now) {
      const isFresh = askedAt !== undefined && now - askedAt < (failed ? failedMs : keptMs);
      if (isFresh) return known;
      askedAt = now;
      try {
        const { SendQuota, ProductionAccessEnabled } = await client.send(new GetAccountCommand({}), {
          abortSignal: AbortSignal.timeout(longestMs),
        });
        failed = false;
        known = {
          ratePerSecond: SendQuota?.MaxSendRate ?? 1,
          perDay: SendQuota?.Max24HourSend ?? 200,
          sentLastDay: SendQuota?.SentLast24Hours ?? 0,
          isProduction: ProductionAccessEnabled ?? false,
          at: now,
        };
      } catch (error) {
        // The last word stands; without one the pace assumes the sandbox's limits. Nothing stops for it.
        failed = true;
        console.warn(JSON.stringify({ event: 'quota-unknown', error: (error as Error).name }));
      }
      return known;
    },
  };
}

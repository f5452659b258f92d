// The account's quota from SES: asked seldom, believed for minutes, and no reason to stop when SES does not answer.
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeAccount } from '../../functions/adapters/ses/account.ts';
import { minuteMs, secondMs } from '../../functions/domain/time.ts';
import { noonMs } from './examples.ts';

let asked = 0;
let answer: () => Promise<unknown>;
const send = (): Promise<unknown> => {
  asked += 1;
  return answer();
};
const client = { send } as unknown as SESv2Client;
const said = {
  SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 12 },
  ProductionAccessEnabled: true,
};

beforeEach(() => {
  asked = 0;
  answer = async () => said;
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe('the quota', () => {
  it('is what GetAccount says, asked once in minutes', async () => {
    const account = makeAccount(client);
    const quota = { ratePerSecond: 14, perDay: 50_000, sentLastDay: 12, isProduction: true, at: noonMs };
    expect(await account.quota(noonMs)).toEqual(quota);
    expect(await account.quota(noonMs + minuteMs)).toEqual(quota);
    expect(asked).toBe(1);
    expect(await account.quota(noonMs + 4 * minuteMs)).toEqual({ ...quota, at: noonMs + 4 * minuteMs });
  });

  it('knows the sandbox, and an account without a limit', async () => {
    answer = async () => ({
      SendQuota: { MaxSendRate: 1, Max24HourSend: 200, SentLast24Hours: 0 },
      ProductionAccessEnabled: false,
    });
    expect(await makeAccount(client).quota(noonMs)).toMatchObject({
      ratePerSecond: 1,
      perDay: 200,
      isProduction: false,
    });
    answer = async () => ({ ...said, SendQuota: { ...said.SendQuota, Max24HourSend: -1 } });
    expect(await makeAccount(client).quota(noonMs)).toMatchObject({ perDay: -1 });
  });

  it('stays what it was when SES fails, and SES is left alone for a minute', async () => {
    const account = makeAccount(client);
    const before = await account.quota(noonMs);
    answer = async () => Promise.reject(Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' }));
    expect(await account.quota(noonMs + 5 * minuteMs)).toEqual(before);
    expect(await account.quota(noonMs + 5 * minuteMs + 30 * secondMs)).toEqual(before);
    expect(asked).toBe(2);
    answer = async () => said;
    expect((await account.quota(noonMs + 7 * minuteMs))?.at).toBe(noonMs + 7 * minuteMs);
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      ['{"event":"quota-unknown","error":"TooManyRequestsException"}'],
    ]);
  });

  it('is unknown where SES never answered', async () => {
    answer = async () => Promise.reject(new Error('no network'));
    expect(await makeAccount(client).quota(noonMs)).toBeUndefined();
  });
});

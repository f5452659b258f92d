// What each answer of SES v2 means for an e-mail: sent, not sent (try later), never, or nobody knows.
// Source: SES v2 API reference, BulkEmailEntryResult.Status and the common errors of SendEmail and SendBulkEmail.
import type { BulkEmailEntryResult } from '@aws-sdk/client-sesv2';
import type { EntryResult } from '../../ports/mailer.ts';

const entryMeaning: Record<string, 'not-sent' | 'never'> = {
  MESSAGE_REJECTED: 'never',
  INVALID_PARAMETER: 'never',
  TEMPLATE_NOT_FOUND: 'never',
  ACCOUNT_SUSPENDED: 'not-sent',
  ACCOUNT_THROTTLED: 'not-sent',
  ACCOUNT_DAILY_QUOTA_EXCEEDED: 'not-sent',
  ACCOUNT_SENDING_PAUSED: 'not-sent',
  CONFIGURATION_SET_NOT_FOUND: 'not-sent',
  CONFIGURATION_SET_SENDING_PAUSED: 'not-sent',
  INVALID_SENDING_POOL_NAME: 'not-sent',
  MAIL_FROM_DOMAIN_NOT_VERIFIED: 'not-sent',
  // FAILED and TRANSIENT_FAILURE do not say whether the message left: they stay unknown.
};

/** Errors for the whole call that prove nothing was sent. */
const callMeaning: Record<string, 'not-sent' | 'never'> = {
  TooManyRequestsException: 'not-sent',
  ThrottlingException: 'not-sent',
  Throttling: 'not-sent',
  LimitExceededException: 'not-sent',
  AccountSuspendedException: 'not-sent',
  SendingPausedException: 'not-sent',
  MailFromDomainNotVerifiedException: 'not-sent',
  NotFoundException: 'not-sent',
  AccessDeniedException: 'not-sent',
  UnrecognizedClientException: 'not-sent',
  InvalidSignatureException: 'not-sent',
  ExpiredTokenException: 'not-sent',
  MessageRejected: 'never',
  BadRequestException: 'never',
};

export function entryResult(entry: BulkEmailEntryResult | undefined): EntryResult {
  if (entry?.Status === 'SUCCESS') return { result: 'accepted', messageId: entry.MessageId ?? '' };
  const status = entry?.Status ?? 'MISSING';
  return { result: entryMeaning[status] ?? 'unknown', reason: toReason(status) };
}

/** No connection came about, so that no request left; each call makes its own. */
const neverConnected: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** A connection that breaks later has codes of the same names: what the system was asked for tells them apart. */
function isUnconnected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isUnconnected);
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  return neverConnected.has(code) && (syscall === 'connect' || syscall === 'getaddrinfo');
}

/** What a thrown error of the call says about every e-mail in it. */
export function callResult(error: unknown): EntryResult {
  const { name, message } = error instanceof Error ? error : { name: 'Unknown', message: '' };
  if (isUnconnected(error)) return { result: 'not-sent', reason: 'ses-no-connection' };
  // The same name may mean the rate or the day; only the words tell.
  if (callMeaning[name] === 'not-sent' && /daily (message|sending) quota/i.test(message)) {
    return { result: 'not-sent', reason: 'ses-daily-quota-exceeded' };
  }
  return { result: callMeaning[name] ?? 'unknown', reason: toReason(name) };
}

/** Short, lower case, without what a set entry or a tag could not hold. */
function toReason(name: string): string {
  return `ses-${name
    .replace(/Exception$/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase()}`;
}

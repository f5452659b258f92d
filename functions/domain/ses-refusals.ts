// What SES's refusals ask of us: to slow down, to hold still, or to tell staff that somebody's mail was given up.
import type { Brake, HoldReason } from './pacing.ts';

const brakes: Readonly<Record<string, Brake>> = {
  'ses-too-many-requests': 'throttled',
  'ses-throttling': 'throttled',
  'ses-account-throttled': 'throttled',
  'ses-limit-exceeded': 'quota',
  'ses-daily-quota-exceeded': 'quota',
  'ses-account-daily-quota-exceeded': 'quota',
  'ses-account-suspended': 'account',
  'ses-sending-paused': 'account',
  'ses-account-sending-paused': 'account',
  'ses-configuration-set-sending-paused': 'account',
  'ses-no-connection': 'unusable',
  'ses-access-denied': 'unusable',
  'ses-unrecognized-client': 'unusable',
  'ses-invalid-signature': 'unusable',
  'ses-expired-token': 'unusable',
  'ses-not-found': 'unusable',
  'ses-configuration-set-not-found': 'unusable',
  'ses-invalid-sending-pool-name': 'unusable',
  'ses-mail-from-domain-not-verified': 'unusable',
};

/** The strongest brake that any of these reasons pulls. */
export function brakeFor(reasons: Iterable<string>): Brake | undefined {
  const found = new Set([...reasons].flatMap((reason) => brakes[reason] ?? []));
  return (['account', 'quota', 'unusable', 'throttled'] as const).find((cause) => found.has(cause));
}

/** What pulls it, and of these reasons the one that does: what staff are shown. */
export function refusalOf(reasons: readonly string[]): { readonly cause: Brake; readonly said: string } | undefined {
  const cause = brakeFor(reasons);
  const said = reasons.find((reason) => brakes[reason] === cause);
  return cause && said !== undefined ? { cause, said } : undefined;
}

const holds: Readonly<Record<HoldReason, string>> = {
  quota: 'SES says the day is used up',
  account: 'SES has stopped the account',
  unusable: 'SES cannot be reached, or refuses our access or our set-up',
};

export function holdInWords(heldFor: HoldReason, said: string | undefined): string {
  return said === undefined ? holds[heldFor] : `${holds[heldFor]} (${said})`;
}

const afterthoughts: ReadonlySet<string> = new Set(['ses-reject', 'rendering-failure']);

/** SES took it and then threw it away: the content is at fault, and the same content would go the same way. */
export function isThrownAway(reason: string): boolean {
  return afterthoughts.has(reason);
}

/** Not the reader's doing: our fault or SES's. Staff see these, and an operator may have them sent again. */
export function isGiveUp(reason: string): boolean {
  return reason === 'template-missing' || isThrownAway(reason) || (reason.startsWith('ses-') && !brakes[reason]);
}

/** Whether sending the same again may end otherwise. */
export function mayRedrive(reason: string): boolean {
  return isGiveUp(reason) && !isThrownAway(reason);
}

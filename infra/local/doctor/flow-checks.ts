// The way of a real e-mail: one-click unsubscribe on one that was sent, a bounce and a complaint that come back from SES's simulator.
import { asked, type Finding, fail, pass } from './finding.ts';
import type { Clinic, Web } from './ports.ts';

/** Waits of one look; the clinic says how long each is. */
const mostWaits = 24;

const simulator = (mailbox: string, label: string) => `${mailbox}+${label}@simulator.amazonses.com`;

/** `label` makes the simulator's addresses new ones; letters and digits. */
export async function checkFlows(clinic: Clinic, label: string): Promise<readonly Finding[]> {
  const remedy = 'Read the log of the function "site", and the dead letters of the queues: RUNBOOK.md.';
  return [
    ...(await asked('one-click', remedy, () => checkOneClick(clinic, simulator('success', label)))),
    ...(await asked('bounces', remedy, () => checkReturn(clinic, simulator('bounce', label), 'bounced', 'bounces'))),
    ...(await asked('complaints', remedy, () => checkComplaint(clinic, simulator('complaint', label)))),
  ];
}

async function checkOneClick(clinic: Clinic, email: string): Promise<Finding> {
  const refused = await join(clinic, email);
  if (refused) return fail('one-click', refused, 'Open the sign-up page and try by hand; read the log of "site".');
  const url = await clinic.oneClickUrl(email);
  const { status, cookies } = await clinic.post(url, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }));
  const remedy =
    'A mailbox posts there without cookies and follows no redirect: let nothing stand before /unsubscribe.';
  if (status !== 200) return fail('one-click', `the POST was answered ${status} instead of 200`, remedy);
  if (cookies) return fail('one-click', 'the answer sets a cookie', remedy);
  const left = await becomes(clinic, email, 'unsubscribed');
  if (!left)
    return fail('one-click', 'answered 200, but she is still subscribed', 'Read the log of the function "site".');
  return pass('one-click', 'a POST to List-Unsubscribe of a sent e-mail was answered 200, and she has left');
}

/** The confirmation itself bounces: nobody need press its button. */
async function checkReturn(clinic: Clinic, email: string, wanted: string, check: string): Promise<Finding> {
  const status = await clinic.signUp(email);
  if (status !== 202) return fail(check, `signing up was answered ${status}`, 'Read the log of the function "site".');
  if (await becomes(clinic, email, wanted)) return pass(check, `one from SES's simulator came back: ${wanted}`);
  const seen = (await clinic.statusOf(email)) ?? 'unknown';
  return fail(
    check,
    `what SES's simulator sent back did not arrive: still ${seen}`,
    'Look at the SNS topic of SES events, its queue and the dead letters: RUNBOOK.md, "E-mails in doubt".',
  );
}

function checkComplaint(clinic: Clinic, email: string): Promise<Finding> {
  return checkReturn(clinic, email, 'complained', 'complaints');
}

/** What went wrong, or undefined. */
async function join(clinic: Clinic, email: string): Promise<string | undefined> {
  const signedUp = await clinic.signUp(email);
  if (signedUp !== 202) return `signing up was answered ${signedUp} instead of 202`;
  await clinic.wait();
  const confirmed = await clinic.confirm(email);
  return confirmed === 200 ? undefined : `confirming was answered ${confirmed} instead of 200`;
}

async function becomes(clinic: Clinic, email: string, status: string): Promise<boolean> {
  for (let waits = 0; waits < mostWaits; waits += 1) {
    if ((await clinic.statusOf(email)) === status) return true;
    await clinic.wait();
  }
  return (await clinic.statusOf(email)) === status;
}

export function checkLinks(web: Web, linkOrigin: string): Promise<readonly Finding[]> {
  const remedy = 'Point the name at the HTTP API, with a valid certificate: docs/deploy.md, "Your domain".';
  return asked('links', remedy, async () => {
    if (!linkOrigin.startsWith('https://')) {
      return fail('links', `${linkOrigin} is not https`, 'Set linkOrigin in clinic.config.ts to an https:// address.');
    }
    const status = await web.status(`${linkOrigin}/`);
    if (status === 200) return pass('links', `${linkOrigin} answers over HTTPS`);
    return fail('links', `${linkOrigin}/ was answered ${status}`, remedy);
  });
}

// Where a clinic and its place in the cloud do not fit each other: each mistake with its field, value and remedy.
import { isIP } from 'node:net';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { StageSettings } from './settings.ts';

/** The longest name that AWS Certificate Manager takes as a certificate's first. */
const longestCertified = 64;

/** Where SES receives mail. Source: AWS General Reference, "Amazon Simple Email Service endpoints and quotas", email receiving endpoints. */
const receivingRegions: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];

/** `at` is where the stage's settings stand in cloud.config.ts. */
export function misfits(at: string, settings: StageSettings, clinic: Clinic): string[] {
  return [
    ...misplaced(at, settings, clinic),
    ...uncertified(at, settings),
    ...unplaced(at, settings),
    ...deaf(at, settings, clinic),
  ];
}

function misplaced(at: string, { hostedZone }: StageSettings, { mailDomain, linkOrigin }: Clinic): string[] {
  const { protocol, hostname, port } = new URL(linkOrigin);
  const mistakes: string[] = [];
  const refuse = (must: string) => mistakes.push(`linkOrigin (clinic.config.ts): "${linkOrigin}" ${must}`);
  if (protocol !== 'https:') refuse('must be an https:// address in the cloud');
  if (port !== '') refuse('must name no port: in the cloud pages are at the usual one');
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) refuse('must name a host of your domain, not an address');
  else if (hostname.length > longestCertified) {
    refuse(
      `has a host of ${hostname.length} characters; a certificate takes ${longestCertified}, so give a shorter one`,
    );
  }
  if (!hostedZone) return mistakes;
  const isInside = (domain: string) => domain === hostedZone.name || domain.endsWith(`.${hostedZone.name}`);
  for (const [field, domain] of Object.entries({ mailDomain, linkOrigin: hostname })) {
    if (isInside(domain)) continue;
    mistakes.push(
      `${at}.hostedZone.name: "${hostedZone.name}" does not hold ${field} "${domain}"; name the zone that does, or leave hostedZone out and enter the printed records by hand`,
    );
  }
  return mistakes;
}

function uncertified(at: string, { hostedZone, certificate, firewall, region }: StageSettings): string[] {
  const certified = certificate?.split(':')[3];
  if (region && certified && certified !== region) {
    return [
      `${at}.certificate: "${certificate}" is in ${certified}; the HTTP API takes only one in ${at}.region, which is ${region}`,
    ];
  }
  if (hostedZone) return [];
  const remedy = 'give the ARN of a certificate for the host of linkOrigin, or a hostedZone in which one can be proved';
  return [
    ...(certificate ? [] : [`${at}.certificate: is missing; ${remedy}`]),
    ...(firewall && !firewall.certificate ? [`${at}.firewall.certificate: is missing; ${remedy} (in us-east-1)`] : []),
  ];
}

function unplaced(at: string, { firewall, region: home, account, keysCopy }: StageSettings): string[] {
  const mistakes = [];
  if (firewall && !(home && account)) {
    mistakes.push(
      `${at}.firewall: needs ${at}.account and ${at}.region, because a firewall for CloudFront lives in us-east-1 and the two must find each other`,
    );
  }
  if (keysCopy && keysCopy === home)
    mistakes.push(`${at}.keysCopy: "${keysCopy}" must be another region than ${at}.region`);
  return mistakes;
}

/** Receiving is wanted where SES does not receive, or nobody says where that is. */
function deaf(
  at: string,
  { region: home, receiptRuleSet }: StageSettings,
  { receivesMail, mailDomain, sender }: Clinic,
): string[] {
  if (!receivesMail) {
    return receiptRuleSet
      ? [
          `${at}.receiptRuleSet: "${receiptRuleSet}" is of no use; set receivesMail in clinic.config.ts to true, or leave it out`,
        ]
      : [];
  }
  const remedy = `one where SES receives mail (${receivingRegions.join(', ')}), or set receivesMail in clinic.config.ts to false`;
  const mistakes = [];
  if (!home) mistakes.push(`${at}.region: is missing; name ${remedy}`);
  else if (!receivingRegions.includes(home))
    mistakes.push(`${at}.region: "${home}" has no receiving in SES; choose ${remedy}`);
  if (sender.replyTo.toLowerCase().endsWith(`@${mailDomain}`)) {
    mistakes.push(
      `sender.replyTo (clinic.config.ts): "${sender.replyTo}" is at mailDomain "${mailDomain}", whose mail comes in here and goes on to that very address; give a mailbox elsewhere`,
    );
  }
  return mistakes;
}

// DKIM, the envelope's domain with its SPF, and DMARC with its alignment, as receivers see them by DNS.
// Sources: SES developer guide ("Easy DKIM", "Using a custom MAIL FROM domain"), RFC 7208 (SPF), RFC 9989 (DMARC).
import { asked, type Finding, fail, pass } from './finding.ts';
import type { Dns, SesIdentity } from './ports.ts';

export interface MailDomain {
  /** Of the sender's address and of the signature. */
  readonly domain: string;
  readonly senderDomain: string;
  readonly region: string;
  /** Whether SES is to take in mail for the domain. */
  readonly receives: boolean;
}

const notAnswered = 'Check the network and the domain, then run the doctor again.';

export async function checkDns(dns: Dns, mail: MailDomain, identity: SesIdentity): Promise<readonly Finding[]> {
  return (
    await Promise.all([
      asked('DKIM', notAnswered, () => checkDkim(dns, mail, identity)),
      asked('MAIL FROM', notAnswered, () => checkMailFrom(dns, mail, identity)),
      asked('SPF', notAnswered, () => checkSpf(dns, identity)),
      asked('DMARC', notAnswered, () => checkDmarc(dns, mail, identity)),
      ...(mail.receives ? [asked('receiving', notAnswered, () => checkReceiving(dns, mail))] : []),
    ])
  ).flat();
}

async function checkDkim(dns: Dns, { domain }: MailDomain, { dkimTokens }: SesIdentity): Promise<Finding> {
  const looked = await Promise.all(
    dkimTokens.map(async (token) => {
      const name = `${token}._domainkey.${domain}`;
      const targets = await dns.cname(name);
      const right = targets.some((target) => target.startsWith(`${token}.`) && /\.amazonses\.com\.?$/.test(target));
      return { name, token, right };
    }),
  );
  const missing = looked.filter(({ right }) => !right);
  if (looked.length === 0) {
    return fail('DKIM', 'SES gave no DKIM tokens', 'Deploy the mail stack, whose identity signs with Easy DKIM.');
  }
  if (missing.length === 0) return pass('DKIM', `all ${looked.length} CNAME records lead to SES`);
  const enter = missing.map(({ name, token }) => `${name} CNAME ${token}.dkim.amazonses.com`).join('; ');
  return fail(
    'DKIM',
    `${missing.length} of ${looked.length} CNAME records are missing or lead elsewhere`,
    `Enter: ${enter}`,
  );
}

async function checkMailFrom(dns: Dns, { region }: MailDomain, { mailFrom }: SesIdentity): Promise<Finding> {
  if (!mailFrom) {
    return fail('MAIL FROM', 'SES has no MAIL FROM domain', 'Deploy the mail stack, which sets bounce.<mail domain>.');
  }
  const wanted = `feedback-smtp.${region}.amazonses.com`;
  const found = await dns.mx(mailFrom.domain);
  const remedy = `Enter: ${mailFrom.domain} MX 10 ${wanted}, and no other MX record there.`;
  if (found.length === 0) return fail('MAIL FROM', `${mailFrom.domain} has no MX record`, remedy);
  const foreign = found.filter(({ exchange }) => exchange.replace(/\.$/, '').toLowerCase() !== wanted);
  if (foreign.length > 0) {
    return fail(
      'MAIL FROM',
      `${mailFrom.domain} MX leads to ${foreign.map(({ exchange }) => exchange).join(', ')}`,
      remedy,
    );
  }
  return pass('MAIL FROM', `${mailFrom.domain} MX leads to SES in ${region}`);
}

async function checkSpf(dns: Dns, { mailFrom }: SesIdentity): Promise<Finding> {
  if (!mailFrom) return fail('SPF', 'there is no MAIL FROM domain to have it', 'Deploy the mail stack.');
  const records = (await dns.txt(mailFrom.domain)).filter((text) => /^v=spf1( |$)/i.test(text));
  const remedy = `Enter: ${mailFrom.domain} TXT "v=spf1 include:amazonses.com ~all", as its only SPF record.`;
  if (records.length === 0) return fail('SPF', `${mailFrom.domain} has no SPF record`, remedy);
  if (records.length > 1)
    return fail('SPF', `${mailFrom.domain} has ${records.length} SPF records; receivers take none`, remedy);
  const [record = ''] = records;
  if (!/(^| )include:amazonses\.com( |$)/i.test(record)) return fail('SPF', `"${record}" leaves SES out`, remedy);
  return pass('SPF', `${mailFrom.domain} allows SES`);
}

/** Mail for the domain comes to SES alone: with a second receiver some of it would never be seen. */
async function checkReceiving(dns: Dns, { domain, region }: MailDomain): Promise<Finding> {
  const wanted = `inbound-smtp.${region}.amazonaws.com`;
  const found = (await dns.mx(domain)).map(({ exchange }) => exchange.replace(/\.$/, '').toLowerCase());
  const remedy = `Enter: ${domain} MX 10 ${wanted}, and no other MX record there; or set receivesMail to false.`;
  if (found.length === 0) return fail('receiving', `${domain} has no MX record`, remedy);
  const foreign = found.filter((exchange) => exchange !== wanted);
  if (foreign.length > 0) return fail('receiving', `${domain} MX leads to ${foreign.join(', ')}`, remedy);
  return pass(
    'receiving',
    `${domain} MX leads to SES in ${region}`,
    'Whether its set of receipt rules is the active one says: aws ses describe-active-receipt-rule-set',
  );
}

async function checkDmarc(dns: Dns, mail: MailDomain, { mailFrom }: SesIdentity): Promise<readonly Finding[]> {
  const remedy = `Enter: _dmarc.${mail.senderDomain} TXT "v=DMARC1; p=quarantine"`;
  const found = await findPolicy(dns, mail.senderDomain);
  if (!found) return [fail('DMARC', `neither ${mail.senderDomain} nor a domain above it has a policy`, remedy)];
  const { at, tags } = found;
  const policy = tags.get('p');
  if (!policy || !['none', 'quarantine', 'reject'].includes(policy)) {
    return [fail('DMARC', `the policy of ${at} says p=${policy ?? 'nothing'}`, remedy)];
  }
  const weak =
    policy === 'none' ? 'It only asks for reports; go on to p=quarantine once they show nothing amiss.' : undefined;
  return [pass('DMARC', `${at} says p=${policy}`, weak), checkAlignment(mail, mailFrom?.domain, tags)];
}

/** DKIM signs as the mail domain, SPF speaks for the envelope's; DMARC wants one of them to be the sender's. */
function checkAlignment(mail: MailDomain, envelope: string | undefined, tags: ReadonlyMap<string, string>): Finding {
  const aligned = (domain: string, strict: boolean) =>
    domain === mail.senderDomain ||
    (!strict && (domain.endsWith(`.${mail.senderDomain}`) || mail.senderDomain.endsWith(`.${domain}`)));
  const dkim = aligned(mail.domain, tags.get('adkim') === 's');
  const spf = envelope !== undefined && aligned(envelope, tags.get('aspf') === 's');
  const says = `DKIM ${dkim ? 'is' : 'is not'} aligned with ${mail.senderDomain}, SPF ${spf ? 'is' : 'is not'}`;
  if (dkim) return pass('alignment', says);
  return fail('alignment', says, `Send from an address at ${mail.domain}: sender.address in clinic.config.ts.`);
}

/** The policy of the domain itself or of the nearest domain above it that has one, but not of a whole ending such as `com`. */
async function findPolicy(dns: Dns, domain: string) {
  const labels = domain.split('.');
  for (let skipped = 0; skipped <= labels.length - 2; skipped += 1) {
    const at = labels.slice(skipped).join('.');
    const records = (await dns.txt(`_dmarc.${at}`)).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
    if (records.length === 1) return { at, tags: tagsOf(records[0] as string) };
  }
  return undefined;
}

function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const [name = '', value] = part.split('=').map((word) => word.trim().toLowerCase());
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

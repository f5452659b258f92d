// A deployment as the doctor's ports would tell of it, all as it should be, to be made amiss one answer at a time.
import clinicConfig from '../../clinic.config.ts';
import { examineThere } from '../../infra/local/doctor/examine.ts';
import type { Finding } from '../../infra/local/doctor/finding.ts';
import type { Aws, Clinic, Dns, SesIdentity } from '../../infra/local/doctor/ports.ts';

export const settings = {
  ...clinicConfig,
  mailDomain: 'mail.clinic.com',
  linkOrigin: 'https://mail.clinic.com',
  sender: { ...clinicConfig.sender, address: 'hello@mail.clinic.com' },
};
const tokens = ['aaa', 'bbb', 'ccc'];
export const envelope = 'bounce.mail.clinic.com';
export const identity: SesIdentity = {
  verified: true,
  dkim: 'SUCCESS',
  dkimTokens: tokens,
  mailFrom: { domain: envelope, status: 'SUCCESS' },
};

type Zone = Readonly<Record<string, readonly string[]>>;
/** What a resolver answered for a domain that is set up as the deployment prints it. */
const zone: Zone = {
  ...Object.fromEntries(
    tokens.map((token) => [`CNAME ${token}._domainkey.mail.clinic.com`, [`${token}.dkim.amazonses.com`]]),
  ),
  [`MX ${envelope}`]: ['feedback-smtp.eu-west-1.amazonses.com'],
  [`TXT ${envelope}`]: ['v=spf1 include:amazonses.com ~all'],
  'TXT _dmarc.mail.clinic.com': ['v=DMARC1; p=quarantine'],
};

const recorded = (records: Zone): Dns => ({
  txt: async (name) => records[`TXT ${name}`] ?? [],
  cname: async (name) => records[`CNAME ${name}`] ?? [],
  mx: async (name) => (records[`MX ${name}`] ?? []).map((exchange) => ({ exchange, priority: 10 })),
});

export const parts = ['data', 'mail', 'identity', 'pipeline', 'web', 'watch'];
export const aws: Aws = {
  whoAmI: async () => ({ account: '111122223333', region: 'eu-west-1' }),
  stacks: async (prefix) => new Map(parts.map((part) => [`${prefix}-${part}`, 'UPDATE_COMPLETE'])),
  account: async () => ({
    production: true,
    sendingEnabled: true,
    enforcement: 'HEALTHY',
    perDay: 50_000,
    perSecond: 14,
  }),
  identity: async () => identity,
  alarms: async () => ({ count: 3, silent: [], topics: [{ name: 'alarms', confirmed: 1, pending: 0 }] }),
};

/** A clinic that does as it should, except where a test says otherwise. */
function metClinic(amiss: Partial<Clinic> = {}): Clinic {
  const statuses = new Map<string, string>();
  return {
    async signUp(email) {
      statuses.set(
        email,
        email.startsWith('bounce') ? 'bounced' : email.startsWith('complaint') ? 'complained' : 'pending',
      );
      return 202;
    },
    async confirm(email) {
      statuses.set(email, 'active');
      return 200;
    },
    oneClickUrl: async (email) => `https://mail.clinic.com/unsubscribe/${email}`,
    async post(url) {
      statuses.set(url.split('/').at(-1) as string, 'unsubscribed');
      return { status: 200, cookies: false };
    },
    statusOf: async (email) => statuses.get(email),
    wait: async () => {},
    ...amiss,
  };
}

export interface World {
  readonly aws?: Partial<Aws>;
  readonly dns?: Zone;
  readonly answers?: number;
  readonly misplaced?: string;
  readonly clinic?: Partial<Clinic> | undefined;
  readonly settings?: Partial<typeof settings>;
}

export function examine(world: World): Promise<readonly Finding[]> {
  return examineThere({
    settings: { ...settings, ...world.settings },
    prefix: 'afterglow-prod',
    place: () => {
      if (world.misplaced) throw new Error(world.misplaced);
    },
    aws: { ...aws, ...world.aws },
    dns: recorded({ ...zone, ...world.dns }),
    web: { status: async () => world.answers ?? 200 },
    label: 'x',
    ...(!('clinic' in world && world.clinic === undefined) && { clinic: async () => metClinic(world.clinic) }),
  });
}

export const line = ({ check, outcome, says, remedy }: Finding) =>
  `${outcome} ${check}: ${says}${remedy ? ` -> ${remedy}` : ''}`;

// Whose network an address belongs to, as far as owners publish it: mail security vendors, and clouds where nobody reads mail.
// As of 26 November 2026, IPv4 only. A network not listed says nothing, and a listed cloud is a hint, never a verdict alone:
// people read behind cloud proxies. Every range is at least as wide as the /24 to which addresses are shortened.

export type Network = 'scanner' | 'cloud';

interface Source {
  readonly network: Network;
  readonly owner: string;
  /** Where the owner or the registry publishes it; docs/tracking.md says which pages were read again. */
  readonly source: string;
  readonly ranges: string;
}

export const sources: readonly Source[] = [
  {
    network: 'scanner',
    owner: 'Microsoft Exchange Online Protection',
    source: 'Microsoft 365 URLs and IP address ranges, id 9 and 10',
    ranges: '40.92.0.0/15 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17',
  },
  {
    network: 'scanner',
    owner: 'Proofpoint',
    source: 'Proofpoint support information, networks to allow',
    ranges:
      '62.209.50.0/24 67.231.144.0/20 91.209.104.0/24 208.36.134.0/24 208.84.64.0/22 208.86.200.0/22 148.163.128.0/19',
  },
  {
    network: 'scanner',
    owner: 'Barracuda Email Gateway Defense',
    source: 'Barracuda Campus, IP Analysis - Inbound',
    ranges: '209.222.80.0/21',
  },
  {
    network: 'scanner',
    owner: 'Mimecast',
    source: 'Mimecast Data Centers and URLs',
    ranges: '195.130.217.0/24 205.139.110.0/23 207.211.30.0/23 91.220.42.0/24 146.101.78.0/24',
  },
  {
    network: 'scanner',
    owner: 'Symantec Email Security.cloud',
    source: 'Broadcom, Cloud security services IP ranges',
    ranges: '46.226.48.0/21 67.219.240.0/20 85.158.136.0/21 95.131.104.0/21 117.120.16.0/21',
  },
  {
    network: 'scanner',
    owner: 'Cisco Secure Email',
    source: 'ARIN, IronPort Systems',
    ranges: '68.232.128.0/19 139.138.32.0/19 216.71.128.0/19',
  },
  { network: 'scanner', owner: 'Trend Micro', source: 'APNIC, Trend Micro', ranges: '150.70.0.0/16' },
  {
    network: 'cloud',
    owner: 'Amazon Web Services',
    source: 'AWS, ip-ranges.json, the larger EC2 blocks',
    ranges:
      '3.8.0.0/14 3.64.0.0/12 3.80.0.0/12 3.120.0.0/14 3.208.0.0/12 18.130.0.0/16 18.156.0.0/14 18.184.0.0/15 18.192.0.0/13 18.200.0.0/14 18.204.0.0/14 18.208.0.0/13 34.192.0.0/10 35.152.0.0/13 35.176.0.0/13 44.192.0.0/10 52.0.0.0/11 52.32.0.0/11 54.72.0.0/13 54.80.0.0/12 54.93.0.0/16 54.144.0.0/12 54.160.0.0/11 54.192.0.0/12 63.32.0.0/14 100.24.0.0/13',
  },
  {
    network: 'cloud',
    owner: 'Microsoft Azure',
    source: 'ARIN, Microsoft Corporation',
    ranges:
      '13.64.0.0/11 20.33.0.0/16 20.34.0.0/15 20.36.0.0/14 20.40.0.0/13 20.48.0.0/12 20.64.0.0/10 20.128.0.0/16 20.184.0.0/13 20.192.0.0/10 40.74.0.0/15 40.76.0.0/14 40.80.0.0/12 40.96.0.0/11 51.104.0.0/15 51.136.0.0/15 51.140.0.0/14 51.144.0.0/15 52.96.0.0/12 52.112.0.0/14 52.136.0.0/13 52.145.0.0/16 52.146.0.0/15 52.148.0.0/14 52.152.0.0/13 52.160.0.0/11 52.224.0.0/11 104.40.0.0/13 104.208.0.0/13',
  },
  {
    network: 'cloud',
    owner: 'Google Cloud',
    source: 'Google, cloud.json, the larger blocks',
    ranges: '34.64.0.0/10 35.184.0.0/13 35.192.0.0/11 35.224.0.0/12 35.240.0.0/13',
  },
];

interface Range {
  readonly network: Network;
  readonly first: number;
  readonly last: number;
}

/** A vendor's own range says more than the cloud it may lie in, so it is asked first. */
const ranges: readonly Range[] = sources.flatMap(({ network, ranges: listed }) =>
  listed.split(' ').map((cidr) => {
    const [base = '', bits = '32'] = cidr.split('/');
    const first = toNumber(base) ?? 0;
    return { network, first, last: first + 2 ** (32 - Number(bits)) - 1 };
  }),
);

/** Whose network; undefined for an address that is none, is IPv6, or lies in no published range. */
export function networkOf(ip: string): Network | undefined {
  const address = toNumber(ip);
  if (address === undefined) return undefined;
  return ranges.find(({ first, last }) => first <= address && address <= last)?.network;
}

function toNumber(ip: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(ip)) return undefined;
  const parts = ip.split('.').map(Number);
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0);
}

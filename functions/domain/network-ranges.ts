// Address ranges and whose they are, as of 26 November 2026: the data that `networks.ts` looks addresses up in.
// IPv4 ranges are at least a /24 and IPv6 ranges at least a /48, because addresses are shortened to that before they are kept.

export type Network =
  /** A mail security vendor's: nobody reads mail from there. */
  | 'scanner'
  /** A public cloud: sandboxes live there, and some people's proxies and remote desktops. */
  | 'cloud'
  /** Exchange Online: Outlook on the web fetches pictures from there for the person who looks. */
  | 'webmail'
  /** Apple's relays: mail is preloaded through them, and people browse through them. */
  | 'relay';

export interface Source {
  readonly network: Network;
  readonly owner: string;
  /** Where the owner or a registry publishes it. */
  readonly source: string;
  /**
   * How it was checked on the date above. `owner`: a copy of the owner's own page or list was read. `others`: it was read in what others
   * publish of the owner (SPF records, allow lists for customers, collections of ranges). `not-seen`: no copy was found; such a range is
   * entered as a mere hint, never as a scanner's.
   */
  readonly checked: 'owner' | 'others' | 'not-seen';
  readonly ranges: string;
}

/** The first match wins: a vendor's own range says more than the cloud it may lie in. */
export const sources: readonly Source[] = [
  {
    network: 'scanner',
    owner: 'Microsoft Exchange Online Protection',
    source:
      'Microsoft 365 URLs and IP address ranges, id 9 and 10; github.com/MicrosoftDocs/OfficeDocs-Enterprise issue 755',
    checked: 'owner',
    ranges: '40.92.0.0/15 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17 2a01:111:f400::/48 2a01:111:f403::/48',
  },
  {
    network: 'scanner',
    owner: 'Proofpoint',
    source: 'Proofpoint support information, networks to allow',
    checked: 'owner',
    ranges: '62.209.50.0/24 67.231.144.0/20 91.209.104.0/24 208.36.134.0/24 208.84.64.0/22 208.86.200.0/22',
  },
  {
    network: 'scanner',
    owner: 'Proofpoint',
    source: 'Exemptions from throttling and lists of scanners that others keep',
    checked: 'others',
    ranges: '66.159.224.0/19 148.163.128.0/19 205.220.160.0/19',
  },
  {
    network: 'scanner',
    owner: 'Barracuda Email Gateway Defense',
    source: 'Barracuda Campus, IP Analysis - Inbound; the /24 around its blocks within AWS',
    checked: 'owner',
    ranges:
      '209.222.80.0/21 3.24.133.0/24 13.200.136.0/24 15.222.16.0/24 18.133.136.0/24 18.184.203.0/24 18.185.115.0/24 35.157.190.0/24 35.176.92.0/24',
  },
  {
    network: 'scanner',
    owner: 'Barracuda Networks',
    source: 'ARIN, Barracuda Networks; lists of scanners that others keep',
    checked: 'others',
    ranges: '64.235.144.0/20',
  },
  {
    network: 'scanner',
    owner: 'Mimecast',
    source: "Mimecast Data Centers and URLs; customers' allow lists and SPF records",
    checked: 'others',
    ranges:
      '41.74.192.0/22 41.74.200.0/23 62.140.7.0/24 63.128.21.0/24 91.220.42.0/24 103.13.69.0/24 103.96.20.0/22 124.47.150.0/24 124.47.189.0/24 146.101.78.0/24 170.10.128.0/22 170.10.132.0/23 180.189.28.0/24 185.58.84.0/22 193.7.204.0/24 193.7.206.0/23 194.104.108.0/22 195.130.217.0/24 204.141.92.0/24 205.139.110.0/23 207.82.80.0/24 207.211.30.0/23 216.145.217.0/24 216.145.221.0/24 216.205.24.0/24',
  },
  {
    network: 'scanner',
    owner: 'Symantec Email Security.cloud',
    source: 'Broadcom, Cloud security services IP ranges; SPF records of customers',
    checked: 'others',
    ranges:
      '46.226.48.0/21 67.219.240.0/20 85.158.136.0/21 95.131.104.0/21 103.9.96.0/22 117.120.16.0/21 193.109.254.0/23 194.106.220.0/23 195.245.230.0/23 196.14.170.0/23 216.82.240.0/20',
  },
  {
    network: 'scanner',
    owner: 'Cisco Secure Email',
    source: 'ARIN, IronPort Systems; SPF records of customers',
    checked: 'others',
    ranges: '68.232.128.0/19',
  },
  {
    network: 'cloud',
    owner: 'Cisco Secure Email',
    source: 'ARIN, IronPort Systems',
    checked: 'not-seen',
    ranges: '139.138.32.0/19 184.94.240.0/20 216.71.128.0/19',
  },
  {
    network: 'scanner',
    owner: 'Cisco Secure Email Threat Defense',
    source: 'Secure Email Threat Defense User Guide, Regional Host Names and IPs; the /24 around them',
    checked: 'owner',
    ranges: '3.41.135.0/24 18.96.45.0/24 18.96.227.0/24 195.146.171.0/24',
  },
  {
    network: 'scanner',
    owner: 'Trend Micro',
    source: 'APNIC, Trend Micro; lists of crawlers by operators of web servers',
    checked: 'others',
    ranges: '66.180.80.0/20 150.70.0.0/16 216.104.15.0/24',
  },
  {
    network: 'webmail',
    owner: 'Microsoft Exchange Online',
    source: 'Microsoft 365 URLs and IP address ranges, id 1; github.com/warmbly/warmbly pull request 412',
    checked: 'others',
    ranges:
      '23.103.160.0/20 40.94.0.0/16 40.96.0.0/13 40.104.0.0/15 52.96.0.0/14 132.245.0.0/16 150.171.32.0/22 2603:1006::/40 2603:1016::/36 2603:1026::/36 2603:1036::/36 2603:1046::/36 2603:1056::/36',
  },
  {
    network: 'relay',
    owner: 'Apple and its relays at Akamai, Cloudflare and Fastly',
    source: 'mask-api.icloud.com/egress-ip-ranges.csv, summed up by larger blocks',
    checked: 'others',
    ranges: '17.0.0.0/8 104.28.0.0/16 172.224.0.0/14 2606:54c0::/32 2a02:26f7::/32',
  },
  {
    network: 'cloud',
    owner: 'Amazon Web Services',
    source: 'AWS, ip-ranges.json, the larger EC2 blocks; IPv6 by ARIN and RIPE',
    checked: 'others',
    ranges:
      '3.0.0.0/9 3.128.0.0/9 13.48.0.0/13 15.160.0.0/14 15.184.0.0/14 16.16.0.0/16 18.96.0.0/11 18.128.0.0/9 34.192.0.0/10 35.152.0.0/13 35.160.0.0/12 35.176.0.0/13 44.192.0.0/10 50.16.0.0/14 51.16.0.0/14 52.0.0.0/11 52.32.0.0/11 52.64.0.0/12 52.192.0.0/11 54.64.0.0/11 54.144.0.0/12 54.160.0.0/11 54.192.0.0/12 54.208.0.0/12 54.224.0.0/11 63.32.0.0/14 63.176.0.0/12 99.80.0.0/15 100.20.0.0/14 100.24.0.0/13 107.20.0.0/14 2406:da00::/24 2600:1f00::/24 2a05:d000::/25',
  },
  {
    network: 'cloud',
    owner: 'Microsoft Azure',
    source: 'ARIN, Microsoft Corporation; Azure IP ranges and service tags',
    checked: 'others',
    ranges:
      '4.144.0.0/12 4.160.0.0/12 4.176.0.0/13 4.184.0.0/13 4.192.0.0/12 4.208.0.0/12 4.224.0.0/12 4.240.0.0/12 13.64.0.0/11 13.104.0.0/14 20.33.0.0/16 20.34.0.0/15 20.36.0.0/14 20.40.0.0/13 20.48.0.0/12 20.64.0.0/10 20.128.0.0/16 20.160.0.0/12 20.184.0.0/13 20.192.0.0/10 23.96.0.0/13 40.64.0.0/10 51.104.0.0/15 51.120.0.0/16 51.124.0.0/16 51.132.0.0/16 51.136.0.0/15 51.138.0.0/16 51.140.0.0/14 51.144.0.0/15 52.112.0.0/14 52.120.0.0/14 52.136.0.0/13 52.145.0.0/16 52.146.0.0/15 52.148.0.0/14 52.152.0.0/13 52.160.0.0/11 52.224.0.0/11 65.52.0.0/14 70.37.0.0/17 104.40.0.0/13 104.208.0.0/13 168.61.0.0/16 168.62.0.0/15 172.160.0.0/11 172.192.0.0/12 172.208.0.0/13 191.232.0.0/13 2603:1000::/24',
  },
  {
    network: 'cloud',
    owner: 'Google Cloud',
    source: 'Google, cloud.json, the larger blocks',
    checked: 'others',
    ranges:
      '34.64.0.0/10 35.184.0.0/13 35.192.0.0/12 35.208.0.0/12 35.224.0.0/12 35.240.0.0/13 104.154.0.0/15 104.196.0.0/14 130.211.0.0/16 146.148.0.0/17 2600:1900::/28',
  },
  {
    network: 'cloud',
    owner: "Google's own networks",
    source: "ARIN and RIPE, Google; Google's proxies, crawlers and checks come from here, and no reader's browser does",
    checked: 'others',
    ranges:
      '64.233.160.0/19 66.102.0.0/20 66.249.64.0/19 72.14.192.0/18 74.125.0.0/16 209.85.128.0/17 216.239.32.0/19 2607:f8b0::/32 2a00:1450::/32',
  },
  {
    network: 'cloud',
    owner: 'DigitalOcean',
    source: 'Collections of hosting networks, those that several agree on',
    checked: 'others',
    ranges:
      '45.55.0.0/16 68.183.0.0/16 104.131.0.0/16 104.236.0.0/16 128.199.0.0/16 134.209.0.0/16 138.68.0.0/16 138.197.0.0/16 139.59.0.0/16 142.93.0.0/16 143.198.0.0/16 157.230.0.0/16 157.245.0.0/16 159.65.0.0/16 159.89.0.0/16 161.35.0.0/16 164.90.0.0/16 165.22.0.0/16 165.227.0.0/16 167.71.0.0/16 167.99.0.0/16 178.128.0.0/16 188.166.0.0/16 206.189.0.0/16',
  },
  {
    network: 'cloud',
    owner: 'Hetzner, OVH, Linode and Vultr',
    source: 'Collections of hosting networks, those that several agree on',
    checked: 'others',
    ranges:
      '5.9.0.0/16 46.4.0.0/16 49.12.0.0/16 78.46.0.0/15 88.198.0.0/16 95.216.0.0/16 116.202.0.0/15 135.181.0.0/16 136.243.0.0/16 144.76.0.0/16 148.251.0.0/16 159.69.0.0/16 168.119.0.0/16 176.9.0.0/16 178.63.0.0/16 195.201.0.0/16 2a01:4f8::/32 51.68.0.0/16 51.75.0.0/16 51.77.0.0/16 51.83.0.0/16 51.91.0.0/16 54.36.0.0/14 145.239.0.0/16 45.33.0.0/17 45.79.0.0/16 139.162.0.0/16 172.104.0.0/15 45.32.0.0/16 45.63.0.0/16 45.76.0.0/15 108.61.0.0/16',
  },
];

// The invented people of the demo: who they are, what they read mail with, and how curious they are.
import { dayMs, hourMs, minuteMs } from '../../../functions/domain/time.ts';
import { type Chance, chance } from './chance.ts';

const seed = 1_854;
/** Days on which people sign up: early, so that many get far in 30, and a few at a time, as after a post or an open day. */
const signUpDays = [0, 0, 0, 1, 1, 4, 4, 8, 12];

export interface MailProgram {
  /** What asks for images. */
  readonly imageAgent: string;
  /** What follows links. */
  readonly browserAgent: string;
  /** Its images are fetched at once, whether or not anybody looks. */
  readonly preloads?: true;
  /** A scanner in front follows every link as mail arrives. */
  readonly scanned?: true;
}

export interface Person {
  readonly email: string;
  readonly firstName: string;
  readonly timeZone: string;
  readonly tracking: boolean;
  /** After the demo's beginning. */
  readonly signsUpAfterMs: number;
  readonly source: string;
  readonly confirms: boolean;
  readonly ip: string;
  readonly program: MailProgram;
  /** Probabilities per e-mail. */
  readonly opens: number;
  readonly clicks: number;
  readonly leaves: number;
  /** Her mailbox is closed when she gets her n-th e-mail. */
  readonly vanishesAt?: number;
  readonly chance: Chance;
}

const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const googleProxy = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

const programs: readonly (readonly [share: number, program: MailProgram])[] = [
  [38, { imageAgent: googleProxy, browserAgent: android }],
  [14, { imageAgent: googleProxy, browserAgent: windows }],
  [16, { imageAgent: 'Mozilla/5.0', browserAgent: iphone, preloads: true }],
  [10, { imageAgent: 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)', browserAgent: windows }],
  [
    6,
    { imageAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', browserAgent: android },
  ],
  [10, { imageAgent: windows, browserAgent: windows }],
  [6, { imageAgent: windows, browserAgent: windows, scanned: true }],
];

const firstNames =
  'Amara Anna Aoife Ben Bianca Carla Chloe Daniel Dora Elif Emma Farah Finn Grace Hana Ines Isla Jonas Kofi Lara Leo Lina Lucia Maja Marek Maya Mia Mila Nadia Nia Noah Nora Olivia Omar Priya Rosa Ruby Sami Sara Sofia Tess Theo Uma Yara Zoe'.split(
    ' ',
  );
const lastNames =
  'Adeyemi Baker Costa Dubois Evans Fischer Garcia Hughes Ivanova Jensen Khan Lewis Moreau Novak Okafor Patel Quinn Rossi Schmidt Taylor Usman Varga Walsh Young Zhang'.split(
    ' ',
  );
const hosts = ['example.com', 'example.org', 'example.net'];
const zones = ['Europe/London', 'Europe/London', 'Europe/London', 'Europe/Dublin', 'Europe/Paris', 'Europe/Madrid'];
const sources = ['website', 'website', 'leaflet', 'instagram', 'reception'];

export function inventCast(size: number): Person[] {
  const fate = chance(seed);
  return Array.from({ length: size }, (_, index) => inventPerson(fate, index));
}

function inventPerson(fate: Chance, index: number): Person {
  const firstName = fate.pick(firstNames);
  const mood = fate.pick(['eager', 'eager', 'eager', 'curious', 'curious', 'curious', 'curious', 'quiet', 'quiet']);
  const [opens, clicks] = { eager: [0.95, 0.5], curious: [0.65, 0.16], quiet: [0.12, 0.01] }[mood] as [number, number];
  return {
    email: `${firstName}.${fate.pick(lastNames)}${index}@${fate.pick(hosts)}`.toLowerCase(),
    firstName,
    timeZone: fate.pick(zones),
    tracking: fate.happens(0.72),
    signsUpAfterMs: fate.pick(signUpDays) * dayMs + fate.between(0, 11 * hourMs) + minuteMs,
    source: fate.pick(sources),
    confirms: fate.happens(0.93),
    ip: `198.51.100.${(index % 250) + 1}`,
    program: pickProgram(fate),
    opens,
    clicks,
    leaves: mood === 'quiet' ? 0.025 : 0.008,
    ...(fate.happens(0.02) && { vanishesAt: 2 + Math.floor(fate.next() * 4) }),
    chance: chance(seed + 1 + index),
  };
}

function pickProgram(fate: Chance): MailProgram {
  let point = fate.next() * programs.reduce((sum, [share]) => sum + share, 0);
  for (const [share, program] of programs) {
    point -= share;
    if (point < 0) return program;
  }
  return (programs[0] as (typeof programs)[number])[1];
}

// What a user agent says of itself, as classes that grading reasons about. Agents lie: a class is a claim, not a verdict.

export type AgentClass =
  /** Gmail's or Yahoo's image proxy: stands between a person, or a prefetcher, and the image. */
  | 'image-proxy'
  /** Gmail's prefetch, which comes with one fixed, outdated agent before anybody looks. */
  | 'gmail-prefetch'
  /** A bare `Mozilla/5.0`: Apple's relays preload every image whether or not anyone looks. */
  | 'apple-relay'
  /** Outlook on Windows drawing the mail for a person. */
  | 'outlook'
  /** Link previewers, crawlers, monitors, HTTP libraries. */
  | 'machine'
  /** A browser, or a mail program drawing in one, as far as it says. */
  | 'person'
  /** A mail program that fetches pictures under its own name or its system's; it follows no links itself. */
  | 'mail-program'
  /** Nothing at all, or nothing known. */
  | 'nameless';

/** First match wins. Sources: the vendors' documentation and mailbox providers' published agents (PLATFORM.md). */
const classes: readonly (readonly [AgentClass, RegExp])[] = [
  ['image-proxy', /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem/i],
  ['gmail-prefetch', /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/],
  ['apple-relay', /^Mozilla\/5\.0$/],
  [
    'machine',
    /BingPreview|Headless|PhantomJS|Electron-fetch|Lighthouse|PageSpeed|WhatsApp|Facebot|facebookexternalhit|GoogleOther|GoogleDocs|Existence Discovery/i,
  ],
  ['machine', /Skype ?Uri ?Preview|Slackbot|Slack-ImgProxy|TelegramBot|Twitterbot|Discordbot|LinkedInBot|Iframely/i],
  [
    'machine',
    /(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|scanner|monitor|uptime|site24x7|validator|checker|feedfetcher|favicon/i,
  ],
  ['machine', /curl|wget|okhttp|python|java\/|go-http-client|axios|node-fetch|undici|libwww|httpclient|ruby|perl|php/i],
  [
    'machine',
    /Barracuda|Mimecast|Proofpoint|TrendMicro|Symantec|MessageLabs|Cisco|IronPort|FortiGuard|Zscaler|SafeLinks/i,
  ],
  ['mail-program', /^Outlook-(?:iOS|Android)\/|^Dalvik\//],
  ['outlook', /ms-office|Microsoft Outlook|MSOffice/i],
  ['person', /Thunderbird|AppleWebKit|Gecko\/|Trident|MSIE|Opera|Lynx|K-9 Mail|FairEmail|eM ?Client|Evolution|KMail/i],
];

/** Agents are read this far; longer ones are absurd, and what matters stands before. */
const readLength = 400;

export function classOfAgent(userAgent: string): AgentClass {
  const agent = userAgent.slice(0, readLength).trim();
  return classes.find(([, pattern]) => pattern.test(agent))?.[0] ?? 'nameless';
}

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
  /** A program's bare name, as tools and libraries give it; every browser begins with Mozilla or Opera. */
  | 'program'
  /** Nothing at all, or nothing known. */
  | 'nameless';

/** First match wins. Sources: the vendors' documentation and mailbox providers' published agents (docs/tracking.md). */
const classes: readonly (readonly [AgentClass, RegExp])[] = [
  ['image-proxy', /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem|OutlookImageProxy|SeznamEmailProxy/i],
  ['gmail-prefetch', /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/],
  ['apple-relay', /^Mozilla\/5\.0$/],
  [
    'machine',
    /BingPreview|Headless|PhantomJS|Playwright|Puppeteer|Selenium|WebDriver|Cypress|jsdom|Electron-fetch|Lighthouse|PageSpeed/i,
  ],
  ['machine', /WhatsApp|Viber|Facebot|facebookexternal|GoogleOther|GoogleDocs|(?:Existence|Protocol) Discovery/i],
  ['machine', /Skype ?Uri ?Preview|Slackbot|Slack-ImgProxy|TelegramBot|Twitterbot|Discordbot|LinkedInBot|Iframely/i],
  [
    'machine',
    /(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|scanner|monitor|uptime|health.?check|synthetics|pinger|site24x7|validator|checker|fetcher|favicon/i,
  ],
  ['machine', /curl|wget|okhttp|python|java\/|go-http-client|axios|node-fetch|undici|libwww|httpclient|ruby|perl|php/i],
  [
    'machine',
    /Barracuda|Mimecast|Proofpoint|TrendMicro|TMES|Symantec|MessageLabs|Cisco|IronPort|Forti|Zscaler|SafeLinks|FireEye|Trellix|Sophos|Forcepoint|VirusTotal|urlscan/i,
  ],
  // Testers of pages and of sites, as they sign a browser's agent.
  [
    'machine',
    /Pingdom|GTmetrix|PTST\/|DareBoost|Silktide|Siteimprove|SecurityHeaders|AppInsights|Ghost ?Inspector|(?:link|site).?check|[a-z]scan\b|[a-z]-agent\b|Google-[a-z]/i,
  ],
  // No browser adds a word of its own to WebKit's remark, or calls itself compatible where Internet Explorer does not.
  ['machine', /\(KHTML, like Gecko[;,]|^Mozilla\/5\.0 .*\(compatible;(?! ?(?:MSIE \d|Konqueror))/i],
  // Assistants and robots name a page or an address that explains them; no browser does.
  [
    'machine',
    /https?:\/\/|\+www\.|[a-z0-9-]{3,40}\.(?:com|co|io|net|org)(?![\w.])|@[a-z0-9-]+\.[a-z]|\bat [a-z0-9]+ dot |-User\/\d/i,
  ],
  [
    'mail-program',
    /^(?!Mozilla\/|Opera\/|K-9)[\w. -]{0,40}(?:mail|outlook)|^Dalvik\/|Lotus-?Notes|^The Bat!|^Spark\//i,
  ],
  // Programs on Apple's systems that fetch through the system: mail programs, among those that meet a pixel.
  ['mail-program', /^(?!NetworkingExtension)[^/]+\/\S+ CFNetwork\/[\d.]+ Darwin\//],
  ['outlook', /ms-office|Microsoft Outlook|MSOffice/i],
  [
    'person',
    /Thunderbird|AppleWebKit|Gecko\/|Trident|MSIE|Opera|UCWEB|BlackBerry|Nokia|Lynx|K-9 Mail|FairEmail|eM ?Client|Evolution|KMail/i,
  ],
  ['program', /^(?!Mozilla\/|Opera\/)[a-z][\w.-]{1,60}(?:[/ (]|$)/i],
];

/** Agents are read this far; longer ones are absurd, and what matters stands before. */
const readLength = 400;

/**
 * Whether an agent is a mail program's own, under which scanners were never seen: they borrow those of browsers. Apple's on a phone names
 * neither Safari nor another browser.
 */
export function namesMailProgram(userAgent: string): boolean {
  const agent = userAgent.slice(0, readLength).trim();
  if (classOfAgent(agent) === 'mail-program') return true;
  return /Thunderbird|K-9 Mail|FairEmail|eM ?Client|Evolution|KMail|Postbox|AppleWebKit\/\S+ \(KHTML, like Gecko\) Mobile\/\w+$/i.test(
    agent,
  );
}

/**
 * Whether a desktop browser claims a version more than four years older than `at` (epoch ms). Chrome and Edge renew themselves, the
 * last that Windows 7 took is from January 2023, and scanners borrow an agent once and keep it. Versions came every four weeks.
 */
export function isOutdated(userAgent: string, at: number): boolean {
  const claimed = /\((?:Windows NT|Macintosh|X11).*Chrome\/(\d{1,4})\./.exec(userAgent.slice(0, readLength))?.[1];
  if (claimed === undefined || /Edge\/|OneOutlook|Electron/.test(userAgent)) return false;
  return Number(claimed) < Math.min(109, 100 + (at - chrome100At) / versionMs - 4 * versionsAYear);
}

const chrome100At = Date.UTC(2022, 2, 29);
const versionMs = 28 * 24 * 60 * 60 * 1000;
const versionsAYear = 13;

export function classOfAgent(userAgent: string): AgentClass {
  const agent = userAgent.slice(0, readLength).trim();
  return classes.find(([, pattern]) => pattern.test(agent))?.[0] ?? 'nameless';
}

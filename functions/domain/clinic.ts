// The clinic as the rest of the code sees it; `functions/clinic.ts` checks what clinic.config.ts says.
import type { WarmUp } from './pacing.ts';
import type { SunsetRule } from './score.ts';
import type { Topic } from './topic.ts';

export interface SendWindow {
  /** Local wall-clock times, `HH:MM`; journeys send between them, in the subscriber's zone. */
  readonly from: string;
  readonly to: string;
  /** ISO weekdays (1 = Monday .. 7 = Sunday) on which journeys do not send. */
  readonly daysOff: readonly number[];
}

/** Where these rates of one week's mail are passed, marketing pauses by itself. SES reviews at 5 % and 0.1 %. */
export interface ReputationLimits {
  readonly bouncePercent: number;
  readonly complaintPercent: number;
  /** With less mail than this a rate says nothing. */
  readonly minimumSent: number;
}

/** How the e-mails look beside their colours. Sizes in pixels. */
export interface Theme {
  readonly textPx: number;
  /** Each larger size of type is so many times the one below it. */
  readonly scale: number;
  /** The unit that every distance is a multiple of. */
  readonly spacePx: number;
  readonly cornerPx: number;
  readonly textFont: 'sans' | 'serif';
  readonly headingFont: 'sans' | 'serif';
  /** The picture of templates/images that stands beside the clinic's name. */
  readonly logo: string;
}

export interface Clinic {
  readonly name: string;
  readonly stage: string;
  readonly locale: string;
  /** Further languages that templates/emails has a folder for; readers of all others get `locale`. */
  readonly otherLocales?: readonly string[] | undefined;
  /** IANA zone used where a subscriber's own is unknown. */
  readonly timeZone: string;
  readonly postalAddress: string;
  readonly phone: string;
  readonly website: string;
  readonly bookingUrl: string;
  readonly privacyUrl: string;
  readonly mailDomain: string;
  /** Where links, pixels and pages live; the local runner puts its own address here. */
  readonly linkOrigin: string;
  readonly sender: { readonly name: string; readonly address: string; readonly replyTo: string };
  /** Whether SES takes in mail at `mailDomain`: then people can leave by e-mail too, and letters go on to `sender.replyTo`. */
  readonly receivesMail: boolean;
  /** Where staff are told that there are notices; absent: their page alone tells. */
  readonly staffAddress?: string | undefined;
  readonly colours: { readonly brand: string; readonly accent: string; readonly paper: string; readonly ink: string };
  readonly theme: Theme;
  readonly sendWindow: SendWindow;
  /** Calendar dates (`YYYY-MM-DD`) on which journeys do not send. */
  readonly holidays: readonly string[];
  /** Local hours in which not even the welcome leaves; `to` may be on the next day. */
  readonly quietHours?: { readonly from: string; readonly to: string } | undefined;
  readonly limits: ReputationLimits;
  /** How a new sender's volume grows; absent once it has its reputation. */
  readonly warmUp?: WarmUp | undefined;
  /** At most so many e-mails in 24 hours, whatever SES would allow. */
  readonly dailyCap?: number | undefined;
  readonly caps: { readonly marketing: number; readonly days: number };
  /** When marketing stops for those who have long been silent; absent: never. */
  readonly sunset?: SunsetRule | undefined;
  /** What readers may choose from; `series` and `newsletter` are always among them. */
  readonly topics: readonly Topic[];
  /** A link that nobody can see, in tracked e-mails, so that scanners give themselves away; docs/tracking.md weighs it. */
  readonly decoyLink: boolean;
  readonly confirmationTtlDays: number;
  readonly consentWording: {
    readonly version: string;
    readonly marketing: string;
    readonly tracking: string;
    /** By language: the same sentences for those who read another one. */
    readonly translations?:
      | Readonly<Record<string, { readonly marketing: string; readonly tracking: string }>>
      | undefined;
  };
}

// What the staff pages and their API can ask for: use cases with their ports already in hand.

import type { Broadcast } from '../../domain/broadcast.ts';
import type { PartName, SendingControl } from '../../domain/control.ts';
import type { Journey } from '../../domain/journey.ts';
import type { Redriven } from '../../domain/redriven.ts';
import type { AudienceCount } from '../../usecases/count-audience.ts';
import type { SendingReport } from '../../usecases/describe-sending.ts';
import type { Entered } from '../../usecases/enter-journey.ts';
import type { ExplainedSubscriber } from '../../usecases/explain-subscriber.ts';
import type { Waiting } from '../../usecases/explain-waiting.ts';
import type { LeadPage } from '../../usecases/list-leads.ts';
import type { NoticeRow } from '../../usecases/list-notices.ts';
import type { SubscriberFilter, SubscriberPage } from '../../usecases/list-subscribers.ts';
import type { JourneyMap } from '../../usecases/map-journey.ts';
import type { RedrivenAlike } from '../../usecases/redrive-alike.ts';
import type { BroadcastReport } from '../../usecases/report-broadcasts.ts';
import type { JourneyReport } from '../../usecases/report-journey.ts';
import type { Resumed, ResumeOrder } from '../../usecases/resume-sending.ts';
import type { SubscriberFile } from '../../usecases/show-subscriber.ts';
import type { Stopped } from '../../usecases/stop-sending.ts';
import type { KnownLink, WithdrawnLink } from '../../usecases/withdraw-link.ts';
import type { GalleryDesk } from '../gallery/desk.ts';

export interface Draft {
  readonly subject: string;
  readonly preheader?: string;
  readonly markdown: string;
  /** Absent: the newsletter's own. */
  readonly topic?: string;
}

/** The e-mail, or what of the draft cannot be one. */
export type Preview = { readonly html: string } | Mistake;

export interface Mistake {
  readonly field: 'subject' | 'preheader' | 'markdown' | 'topic';
  readonly mistake: string;
}

export interface StaffDesk extends GalleryDesk {
  journeys(): readonly Journey[];
  reportJourney(journeyId: string): Promise<JourneyReport | undefined>;
  /** With its people on it, as they stood within the last minute. */
  mapJourney(journeyId: string): Promise<JourneyMap | undefined>;
  sendingControl(): Promise<SendingControl>;
  /** Throws PauseError for a journey or step this build does not have. */
  pausePart(part: PartName, by: string): Promise<SendingControl>;
  resumePart(part: PartName): Promise<SendingControl>;
  reportBroadcasts(): Promise<readonly BroadcastReport[]>;
  reportBroadcast(broadcastId: string): Promise<BroadcastReport | undefined>;
  /** Why some of it waits; undefined where nothing does. */
  explainWaiting(report: BroadcastReport): Promise<Waiting | undefined>;
  /** Of everybody who wants to read about the topic. */
  countAudience(topic: string): Promise<AudienceCount>;
  previewDraft(draft: Draft): Promise<Preview>;
  createDraft(draft: Draft, by: string): Promise<Broadcast>;
  /** Answers undefined when the issue is unknown or no draft any more. */
  changeDraft(broadcastId: string, draft: Draft): Promise<Broadcast | undefined>;
  /** Sends the issue to one address, at once; false when it is unknown. Throws AddressError and TestNotSentError. */
  sendTest(broadcastId: string, to: string): Promise<boolean>;
  /** Starts sending to everybody active now; undefined when the issue is unknown or no draft any more. */
  startBroadcast(broadcastId: string): Promise<Broadcast | undefined>;
  /** Answers undefined for a place in the list it never gave. Throws AddressError for an address that is none. */
  listSubscribers(filter: SubscriberFilter): Promise<SubscriberPage | undefined>;
  showSubscriber(subscriberId: string): Promise<SubscriberFile | undefined>;
  /** Why she got what she got, and what comes next. */
  explainSubscriber(subscriberId: string): Promise<ExplainedSubscriber | undefined>;
  /** False when nobody is known under this id. */
  /** Ends her long silence; false when nobody has this id. */
  stirReader(subscriberId: string): Promise<boolean>;
  pausePerson(subscriberId: string): Promise<boolean>;
  resumePerson(subscriberId: string): Promise<boolean>;
  /** Notes that she did what the clinic hopes for; false when nobody is known under this id. */
  reportGoal(subscriberId: string): Promise<boolean>;
  /** What journeys told staff, newest first; bounded. */
  /** Answers undefined for a place in the list it never gave. */
  listLeads(after?: string): Promise<LeadPage | undefined>;
  /** Those that lead nowhere now, the latest first. */
  listWithdrawnLinks(): Promise<readonly WithdrawnLink[]>;
  /** By its address as it stands in an e-mail; undefined where it is none of ours. */
  findLink(address: string): Promise<KnownLink | undefined>;
  showLink(renderHash: string, link: number): Promise<KnownLink | undefined>;
  withdrawLink(
    renderHash: string,
    link: number,
    change: { readonly withdrawn: boolean; readonly by: string },
  ): Promise<KnownLink | undefined>;
  listNotices(): Promise<readonly NoticeRow[]>;
  /** Answers false when nobody is known under this id. */
  tag(
    subscriberId: string,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<boolean>;
  enterJourney(subscriberId: string, journeyId: string): Promise<Entered>;
  describeSending(): Promise<SendingReport>;
  stopSending(by: string, everything: boolean, because?: string): Promise<Stopped>;
  resumeSending(order: ResumeOrder): Promise<Resumed>;
  /** Sends what was given up of a batch again; says how many, and how many it passed over for which reason. */
  redrive(batchId: string): Promise<Redriven>;
  /** The same with all that staff see as one with the batch's, as far as a request's time goes. */
  redriveAlike(batchId: string): Promise<RedrivenAlike>;
}

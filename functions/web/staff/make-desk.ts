// The desk over real ports: each question of the staff pages tied to its use case.
import { parseAddress } from '../../domain/address.ts';
import type { Budget } from '../../ports/clock.ts';
import type { Tokens } from '../../ports/identity.ts';
import type { Notices } from '../../ports/notices.ts';
import { NewsletterSourceError } from '../../ports/renderer.ts';
import { tag } from '../../usecases/carry-out.ts';
import { countAudience } from '../../usecases/count-audience.ts';
import { type DescribeSendingDeps, describeSending } from '../../usecases/describe-sending.ts';
import type { EnrolDeps } from '../../usecases/enrol-subscriber.ts';
import { enterJourney } from '../../usecases/enter-journey.ts';
import { type ExplainDeps, explainSubscriber } from '../../usecases/explain-subscriber.ts';
import { explainWaiting } from '../../usecases/explain-waiting.ts';
import { type ListLeadsDeps, listLeads } from '../../usecases/list-leads.ts';
import { listNotices } from '../../usecases/list-notices.ts';
import { type ListSubscribersDeps, listSubscribers } from '../../usecases/list-subscribers.ts';
import { type JourneyMap, mapJourney } from '../../usecases/map-journey.ts';
import { pausePart, pausePerson, resumePart, resumePerson } from '../../usecases/pause-walks.ts';
import { previewBroadcast } from '../../usecases/preview-broadcast.ts';
import { type RedriveDeps, redrive } from '../../usecases/redrive.ts';
import { redriveAlike } from '../../usecases/redrive-alike.ts';
import { reportBroadcast, reportBroadcasts } from '../../usecases/report-broadcasts.ts';
import { type ReportGoalDeps, reportGoal } from '../../usecases/report-goal.ts';
import { reportJourney } from '../../usecases/report-journey.ts';
import { type ResumeDeps, resumeSending } from '../../usecases/resume-sending.ts';
import { changeDraft, createDraft } from '../../usecases/save-broadcast.ts';
import { type ShowEmailDeps, sendEmailTest, showEmail } from '../../usecases/show-email.ts';
import { type ShowSubscriberDeps, showSubscriber } from '../../usecases/show-subscriber.ts';
import { type StartBroadcastDeps, startBroadcast } from '../../usecases/start-broadcast.ts';
import { stirReader } from '../../usecases/stir-reader.ts';
import { stopSending } from '../../usecases/stop-sending.ts';
import { type TestSendDeps, testSend } from '../../usecases/test-send.ts';
import { findLink, listWithdrawnLinks, showLink, withdrawLink } from '../../usecases/withdraw-link.ts';
import type { Draft, Preview, StaffDesk } from './desk.ts';

export type DeskDeps = ListSubscribersDeps &
  ShowSubscriberDeps &
  StartBroadcastDeps &
  TestSendDeps &
  ShowEmailDeps &
  ReportGoalDeps &
  DescribeSendingDeps &
  ResumeDeps &
  ExplainDeps &
  RedriveDeps &
  ListLeadsDeps & { readonly tokens: Pick<Tokens, 'readSlot'> } & EnrolDeps & {
    readonly notices: Notices;
  } & Parameters<typeof createDraft>[0];

/** A preview is compiled under this name; it is stored nowhere. */
const previewId = 'preview';

/** Where everybody stands is looked up at most so often: it costs a read for each of them. */
const mapKeptMs = 60_000;

/** The request must be answered within half a minute, and a batch that was begun takes a while. */
const redriveMs = 12_000;

export function makeDesk(deps: DeskDeps): StaffDesk {
  const maps = new Map<string, { readonly at: number; readonly map: Promise<JourneyMap | undefined> }>();
  const mapOf = (id: string): Promise<JourneyMap | undefined> => {
    const now = deps.clock.now();
    const kept = maps.get(id);
    if (kept && now - kept.at < mapKeptMs) return kept.map;
    const map = mapJourney(deps, id);
    // Journeys of the build alone are kept, and no failure.
    if (deps.journeys.all().some((journey) => journey.id === id)) {
      maps.set(id, { at: now, map });
      map.catch(() => maps.delete(id));
    }
    return map;
  };
  return {
    journeys: () => deps.journeys.all(),
    reportJourney: (id) => reportJourney(deps, id),
    mapJourney: mapOf,
    sendingControl: () => deps.control.get(),
    pausePart: (part, by) => pausePart(deps, part, by),
    resumePart: (part) => resumePart(deps, part),
    reportBroadcasts: () => reportBroadcasts(deps),
    reportBroadcast: (id) => reportBroadcast(deps, id),
    explainWaiting: (report) => explainWaiting(deps, report),
    countAudience: (topic) => countAudience(deps, topic),
    previewDraft: (draft) => preview(deps, draft),
    createDraft: (draft, by) => createDraft(deps, draft, by),
    changeDraft: (id, draft) => changeDraft(deps, id, draft),
    sendTest: (id, to) => testSend(deps, id, parseAddress(to).email),
    viewGallery: () => deps.gallery.view(),
    galleryChanges: deps.gallery.changes,
    showEmail: (showing) => showEmail(deps, showing),
    sendEmailTest: (showing, to) => sendEmailTest(deps, showing, parseAddress(to).email),
    startBroadcast: (id) => startBroadcast(deps, id),
    listSubscribers: (filter) => listSubscribers(deps, filter),
    showSubscriber: (id) => showSubscriber(deps, id),
    explainSubscriber: (id) => explainSubscriber(deps, id),
    stirReader: (id) => stirReader(deps, id),
    pausePerson: (id) => pausePerson(deps, id),
    resumePerson: (id) => resumePerson(deps, id),
    reportGoal: async (id) => (await reportGoal(deps, id)).noted > 0,
    listLeads: (after) => listLeads(deps, after),
    listWithdrawnLinks: () => listWithdrawnLinks(deps),
    findLink: (address) => findLink(deps, address),
    showLink: (hash, link) => showLink(deps, hash, link),
    withdrawLink: (hash, link, change) => withdrawLink(deps, hash, link, change),
    listNotices: () => listNotices(deps),
    tag: async (id, change) => (await tag(deps, id, change)) !== undefined,
    enterJourney: (id, journeyId) => enterJourney(deps, id, journeyId),
    describeSending: () => describeSending(deps),
    stopSending: (by, everything, because) => stopSending(deps, { by, reason: 'emergency-stop', everything, because }),
    resumeSending: (order) => resumeSending(deps, order),
    redrive: (batchId) => redrive(deps, batchId),
    redriveAlike: (batchId) => redriveAlike(deps, batchId, budgetFor(redriveMs)),
  };
}

function budgetFor(durationMs: number): Budget {
  const endsAt = performance.now() + durationMs;
  return { remainingMs: () => endsAt - performance.now() };
}

async function preview(deps: DeskDeps, { subject, preheader, markdown, topic }: Draft): Promise<Preview> {
  const { topics } = deps.clinic;
  if (topic !== undefined && !topics.some(({ id }) => id === topic)) {
    return {
      field: 'topic',
      mistake: `There is no topic "${topic}"; choose one of ${topics.map(({ id }) => id).join(', ')}.`,
    };
  }
  try {
    return await previewBroadcast(deps, { issueId: previewId, subject, markdown, ...(preheader && { preheader }) });
  } catch (error) {
    if (error instanceof NewsletterSourceError) return { field: error.field, mistake: error.message };
    throw error;
  }
}

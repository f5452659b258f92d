// The desk over real ports: each question of the staff pages tied to its use case.
import { parseAddress } from '../../domain/address.ts';
import type { Notices } from '../../ports/notices.ts';
import { NewsletterSourceError } from '../../ports/renderer.ts';
import { tag } from '../../usecases/carry-out.ts';
import { countAudience } from '../../usecases/count-audience.ts';
import { type DescribeSendingDeps, describeSending } from '../../usecases/describe-sending.ts';
import type { EnrolDeps } from '../../usecases/enrol-subscriber.ts';
import { enterJourney } from '../../usecases/enter-journey.ts';
import { listNotices } from '../../usecases/list-notices.ts';
import { type ListSubscribersDeps, listSubscribers } from '../../usecases/list-subscribers.ts';
import { previewBroadcast } from '../../usecases/preview-broadcast.ts';
import { type RedriveDeps, redrive } from '../../usecases/redrive.ts';
import { reportBroadcast, reportBroadcasts } from '../../usecases/report-broadcasts.ts';
import { type ReportGoalDeps, reportGoal } from '../../usecases/report-goal.ts';
import { reportJourney } from '../../usecases/report-journey.ts';
import { type ResumeDeps, resumeSending } from '../../usecases/resume-sending.ts';
import { changeDraft, createDraft } from '../../usecases/save-broadcast.ts';
import { type ShowSubscriberDeps, showSubscriber } from '../../usecases/show-subscriber.ts';
import { type StartBroadcastDeps, startBroadcast } from '../../usecases/start-broadcast.ts';
import { stopSending } from '../../usecases/stop-sending.ts';
import { type TestSendDeps, testSend } from '../../usecases/test-send.ts';
import type { Draft, Preview, StaffDesk } from './desk.ts';

export type DeskDeps = ListSubscribersDeps &
  ShowSubscriberDeps &
  StartBroadcastDeps &
  TestSendDeps &
  ReportGoalDeps &
  DescribeSendingDeps &
  ResumeDeps &
  RedriveDeps &
  EnrolDeps & { readonly notices: Notices } & Parameters<typeof createDraft>[0];

/** A preview is compiled under this name; it is stored nowhere. */
const previewId = 'preview';

export function makeDesk(deps: DeskDeps): StaffDesk {
  return {
    journeys: () => deps.journeys.all(),
    reportJourney: (id) => reportJourney(deps, id),
    reportBroadcasts: () => reportBroadcasts(deps),
    reportBroadcast: (id) => reportBroadcast(deps, id),
    countAudience: () => countAudience(deps),
    previewDraft: (draft) => preview(deps, draft),
    createDraft: (draft, by) => createDraft(deps, draft, by),
    changeDraft: (id, draft) => changeDraft(deps, id, draft),
    sendTest: (id, to) => testSend(deps, id, parseAddress(to).email),
    startBroadcast: (id) => startBroadcast(deps, id),
    listSubscribers: (filter) => listSubscribers(deps, filter),
    showSubscriber: (id) => showSubscriber(deps, id),
    reportGoal: async (id) => (await reportGoal(deps, id)).noted > 0,
    listNotices: () => listNotices(deps),
    tag: async (id, change) => (await tag(deps, id, change)) !== undefined,
    enterJourney: (id, journeyId) => enterJourney(deps, id, journeyId),
    describeSending: () => describeSending(deps),
    stopSending: (by, everything) => stopSending(deps, { by, reason: 'emergency-stop', everything }),
    resumeSending: (by) => resumeSending(deps, by),
    redrive: (batchId) => redrive(deps, batchId),
  };
}

async function preview(deps: DeskDeps, { subject, preheader, markdown }: Draft): Promise<Preview> {
  try {
    return await previewBroadcast(deps, { issueId: previewId, subject, markdown, ...(preheader && { preheader }) });
  } catch (error) {
    if (error instanceof NewsletterSourceError) return { field: error.field, mistake: error.message };
    throw error;
  }
}

// Every port of functions/ports over one shared memory: what use-case tests and the simulation run on.
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Journey, sendSteps } from '../../functions/domain/journey.ts';
import type { PaceRules } from '../../functions/domain/pacing.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { Budget, Clock, Ids } from '../../functions/ports/clock.ts';
import type { Control } from '../../functions/ports/control.ts';
import type { Identity, Tokens } from '../../functions/ports/identity.ts';
import type { Leads } from '../../functions/ports/leads.ts';
import type { Mailer } from '../../functions/ports/mailer.ts';
import type { Meter } from '../../functions/ports/meter.ts';
import type { Notices } from '../../functions/ports/notices.ts';
import type { Pace } from '../../functions/ports/pace.ts';
import type { Queues } from '../../functions/ports/queue.ts';
import type { ContentCompiler, Renderer } from '../../functions/ports/renderer.ts';
import type { Reviews } from '../../functions/ports/reviews.ts';
import type {
  BatchStore,
  Blobs,
  BroadcastStore,
  DueIndex,
  EnrolmentStore,
  EvidenceStore,
  JourneyStore,
  LinkTables,
  MetricsStore,
  SubscriberStore,
} from '../../functions/ports/stores.ts';
import { MemoryBatchStore } from './batch-store.ts';
import { MemoryBroadcastStore, MemoryJourneyStore } from './broadcast-and-journey-stores.ts';
import { MemoryBudget, MemoryClock, seededIds } from './clock-and-ids.ts';
import { MemoryDueIndex } from './due-index.ts';
import { MemoryEvidenceStore, MemoryMetricsStore } from './evidence-and-metrics-stores.ts';
import { MemoryGallery } from './gallery.ts';
import { memoryIdentity, memoryTokens } from './identity-and-tokens.ts';
import { MemoryLeads } from './leads.ts';
import { MemoryBlobs, MemoryLinkTables } from './link-tables-and-blobs.ts';
import { MemoryMailer } from './mailer.ts';
import { MemoryMeter } from './meter.ts';
import { MemoryNotices } from './notices.ts';
import { MemoryAccount, MemoryControl, MemoryPace } from './pace-and-control.ts';
import { MemoryQueues } from './queues.ts';
import { MemoryRenderer, memoryCompiler } from './renderer.ts';
import { MemoryReviews } from './reviews.ts';
import { MemoryState } from './state.ts';
import { MemoryEnrolmentStore, MemorySubscriberStore } from './subscriber-and-enrolment-stores.ts';

export interface Ports {
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly evidence: EvidenceStore;
  readonly metrics: MetricsStore;
  readonly broadcasts: BroadcastStore;
  readonly journeys: JourneyStore;
  readonly links: LinkTables;
  readonly due: DueIndex;
  readonly blobs: Blobs;
  readonly notices: Notices;
  readonly leads: Leads;
  readonly reviews: Reviews;
  readonly queues: Queues;
  readonly pace: Pace;
  readonly control: Control;
  readonly mailer: Mailer;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly ids: Ids;
  readonly identity: Identity;
  readonly meter: Meter;
  readonly tokens: Tokens;
}

export interface WorldOptions {
  readonly now?: EpochMs;
  /** The same seed gives the same ids; without one they are random. */
  readonly seed?: string;
  readonly journeys?: readonly Journey[];
  /** Templates the renderer knows besides those the journeys name and `confirm`. */
  readonly templates?: readonly string[];
  readonly paceRules?: PaceRules;
  /** What an earlier world remembered: a restart on the same data. */
  readonly state?: MemoryState;
}

export class MemoryWorld implements Ports {
  readonly state: MemoryState;
  readonly clock: MemoryClock;
  readonly budget = new MemoryBudget();
  readonly ids: Ids;
  readonly identity: Identity = memoryIdentity;
  readonly tokens: Tokens = memoryTokens;
  readonly meter = new MemoryMeter();
  readonly queues = new MemoryQueues();
  readonly mailer = new MemoryMailer();
  /** What SES grants; a test may replace its quota. Not among the ports: only the pace asks it. */
  readonly account = new MemoryAccount();
  readonly pace: MemoryPace;
  readonly control: MemoryControl;
  readonly renderer: MemoryRenderer;
  /** Not among the ports a simulation breaks: compiling is computing, and its failures are the author's. */
  readonly compiler: ContentCompiler = memoryCompiler;
  /** Shows what the renderer knows; a simulation has nobody to look at it. */
  readonly gallery: MemoryGallery;
  readonly subscribers: MemorySubscriberStore;
  readonly enrolments: MemoryEnrolmentStore;
  readonly batches: MemoryBatchStore;
  readonly evidence: MemoryEvidenceStore;
  readonly metrics: MemoryMetricsStore;
  readonly broadcasts: MemoryBroadcastStore;
  readonly journeys: MemoryJourneyStore;
  readonly links: MemoryLinkTables;
  readonly due: MemoryDueIndex;
  readonly blobs: MemoryBlobs;
  readonly notices: MemoryNotices;
  readonly leads: MemoryLeads;
  readonly reviews: MemoryReviews;

  constructor(options: WorldOptions = {}) {
    const journeys = options.journeys ?? [];
    const stepTemplates = journeys.flatMap(sendSteps).map(({ template }) => template);
    this.state = options.state ?? new MemoryState();
    this.clock = new MemoryClock(options.now ?? Date.UTC(2027, 0, 4, 9));
    this.ids = options.seed === undefined ? randomIds : seededIds(options.seed);
    this.renderer = new MemoryRenderer([...new Set(['confirm', ...stepTemplates, ...(options.templates ?? [])])]);
    this.gallery = new MemoryGallery(this.renderer.templateNames());
    this.subscribers = new MemorySubscriberStore(this.state);
    this.enrolments = new MemoryEnrolmentStore(this.state);
    this.batches = new MemoryBatchStore(this.state);
    this.evidence = new MemoryEvidenceStore(this.state);
    // Marks draw their own ids, so that a rollup does not shift the ids a test expects elsewhere.
    const marks = options.seed === undefined ? randomIds : seededIds(`${options.seed}/marks`);
    this.metrics = new MemoryMetricsStore(this.state, () => marks.random());
    this.broadcasts = new MemoryBroadcastStore(this.state);
    this.journeys = new MemoryJourneyStore(this.state, journeys);
    this.links = new MemoryLinkTables(this.state);
    this.due = new MemoryDueIndex(this.state);
    this.blobs = new MemoryBlobs(this.state);
    this.notices = new MemoryNotices(this.state);
    this.reviews = new MemoryReviews(this.state);
    this.leads = new MemoryLeads(this.state);
    this.pace = new MemoryPace(this.state, this.account, options.paceRules ?? {}, this.meter);
    this.control = new MemoryControl(this.state);
  }
}

// A journey as the interpreter walks it: a flat program of nodes, compiled from templates/journeys/*.yaml at build time.

export type Condition =
  | { readonly kind: 'tracked' }
  | { readonly kind: 'untracked' }
  /** A likely human opened or clicked any of these send steps. */
  | { readonly kind: 'opened'; readonly steps: readonly string[] }
  | { readonly kind: 'clicked'; readonly steps: readonly string[]; readonly link?: string }
  /** Of the main links of `among`, the one clicked last belongs to `is`. */
  | { readonly kind: 'lastClicked'; readonly among: readonly string[]; readonly is: readonly string[] }
  | { readonly kind: 'answered'; readonly question: string; readonly answer?: string };

export interface SendNode {
  readonly kind: 'send';
  /** Stable across versions: metrics are kept under it. */
  readonly id: string;
  readonly template: string;
  readonly alternateSubject: boolean;
  /** `at-once` ignores the send window (the welcome); `window` waits for it. */
  readonly when: 'at-once' | 'window';
  /** A step that could not leave within this many days of being due lapses. */
  readonly shelfDays: number;
  readonly next: string;
}

export interface WaitNode {
  readonly kind: 'wait';
  readonly id: string;
  /** Calendar days in the reader's zone, counted from `since`, ending when the send window opens. */
  readonly days: number;
  /** `enrolment`, or the id of a send step already passed. */
  readonly since: string;
  /** Ends the wait early, once this is true. */
  readonly until?: Condition;
  readonly next: string;
}

export interface BranchNode {
  readonly kind: 'branch';
  readonly id: string;
  readonly cases: readonly { readonly when: Condition; readonly next: string }[];
  readonly otherwise: string;
}

/** No more marketing mail until she answers. */
export interface RestNode {
  readonly kind: 'rest';
  readonly id: string;
  readonly next: string;
}

export interface ExitNode {
  readonly kind: 'exit';
  readonly id: string;
  readonly reason: string;
}

export type JourneyNode = SendNode | WaitNode | BranchNode | RestNode | ExitNode;

export interface Journey {
  readonly id: string;
  /** Hash of the definition, 12 hex digits. */
  readonly version: string;
  readonly title: string;
  readonly entry: string;
  readonly nodes: Readonly<Record<string, JourneyNode>>;
}

export function sendSteps(journey: Journey): SendNode[] {
  return Object.values(journey.nodes).filter((node) => node.kind === 'send');
}

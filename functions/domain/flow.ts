// The flow from sign-up to goal as counts of what happened, for the dashboard. Events that come twice count twice here.
import type { MailEvent, MailEventKind } from './mail-event.ts';

export type FlowCount =
  | 'signUps'
  | 'confirmations'
  | 'sent'
  | 'delivered'
  | 'opens'
  | 'clicks'
  | 'leavings'
  | 'bounces'
  | 'complaints'
  /** Opens and clicks that cannot be: forged, foreign, in floods, before the mail or years after it. */
  | 'absurdHits'
  | 'goals';

export type Flow = Readonly<Partial<Record<FlowCount, number>>>;

const ofEvent: Readonly<Partial<Record<MailEventKind, FlowCount>>> = {
  send: 'sent',
  delivery: 'delivered',
  bounce: 'bounces',
  complaint: 'complaints',
};

export function flowOfEvents(events: readonly Pick<MailEvent, 'kind'>[]): Flow {
  return counted(events.map(({ kind }) => ofEvent[kind]));
}

/** `happened`: what each hit was. */
export function flowOfHits(happened: readonly ('open' | 'click' | 'unsubscribe')[]): Flow {
  const names = { open: 'opens', click: 'clicks', unsubscribe: 'leavings' } as const;
  return counted(happened.map((kind) => names[kind]));
}

function counted(names: readonly (FlowCount | undefined)[]): Flow {
  const counts: Partial<Record<FlowCount, number>> = {};
  for (const name of names) if (name) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

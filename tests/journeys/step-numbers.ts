// A series' numbers twice: as staff are shown them, and as the mailboxes and the people say they must be.
import type { Visitor } from '../staff/visitor.ts';
import type { Person } from './person.ts';

export interface StepNumbers {
  readonly step: string;
  readonly sent: number;
  readonly delivered: number;
  readonly opened: Readonly<Record<'human' | 'likelyHuman' | 'machine' | 'unknown', number>>;
  readonly clicked: Readonly<Record<'human' | 'likelyHuman' | 'machine' | 'unknown', number>>;
  readonly unsubscribed: number;
  readonly bounced: number;
}

/** What the staff pages count, without steps that sent nothing. */
export async function numbers(staff: Visitor): Promise<StepNumbers[]> {
  const answer = await staff.ask('/staff/api/journeys/acne-scars/report');
  const { steps } = (await answer.json()) as { steps: StepNumbers[] };
  return steps
    .filter(({ sent }) => sent > 0)
    .map(({ step, sent, delivered, opened, clicked, unsubscribed, bounced }) => ({
      step,
      sent,
      delivered,
      unsubscribed,
      bounced,
      opened: split(opened),
      clicked: split(clicked),
    }))
    .sort((one, other) => (one.step < other.step ? -1 : 1));
}

const split = ({ human, likelyHuman, machine, unknown }: StepNumbers['opened']) => ({
  human,
  likelyHuman,
  machine,
  unknown,
});

/** What the scenario did, from the mailboxes and the people alone. */
export async function truth(people: Record<string, Person>): Promise<StepNumbers[]> {
  const steps = new Map<string, { sent: number; opened: number; left: number; bounced: number }>();
  for (const [name, person] of Object.entries(people)) {
    const seen = new Map<string, number>();
    for (const { template } of await person.mail()) {
      if (template === 'confirm') continue;
      const times = (seen.get(template) ?? 0) + 1;
      seen.set(template, times);
      const step = times === 1 ? template : `${template}-again`;
      const known = steps.get(step) ?? { sent: 0, opened: 0, left: 0, bounced: 0 };
      known.sent += 1;
      if (name === 'a') known.opened += 1;
      if (name === 'd' && step === 'understanding-scars') known.left += 1;
      if (name === 'e') known.bounced += 1;
      steps.set(step, known);
    }
  }
  return [...steps]
    .map(([step, { sent, opened, left, bounced }]) => ({
      step,
      sent,
      delivered: sent - bounced,
      unsubscribed: left,
      bounced,
      opened: { human: opened, likelyHuman: 0, machine: 0, unknown: 0 },
      clicked: { human: opened, likelyHuman: 0, machine: 0, unknown: 0 },
    }))
    .sort((one, other) => (one.step < other.step ? -1 : 1));
}

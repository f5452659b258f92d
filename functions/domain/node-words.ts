// Nodes and conditions of a journey in short words, for pictures and for the terminal.
import type { Condition, Journey, WaitNode } from './journey.ts';
import { titleOf } from './place.ts';

/** What a node is, in a few words. */
export function nodeInWords(journey: Journey, id: string): string {
  const node = journey.nodes[id];
  switch (node?.kind) {
    case undefined:
      return 'a step this version does not know';
    case 'send':
      return `sends ${titleOf(node.id)}`;
    case 'wait': {
      const since = node.since === 'enrolment' ? 'the beginning' : titleOf(node.since);
      return `waits ${waitInWords(node)}, counted from ${since}`;
    }
    case 'branch':
      return 'a branch';
    case 'rest':
      return 'no more mail until an answer';
    case 'exit':
      return 'the end';
  }
}

/** How long a wait is: "3 days, or until opened". */
export function waitInWords({ days, until }: WaitNode): string {
  const span = days === 0 ? 'until the morning' : days === 1 ? '1 day' : `${days} days`;
  return until ? `${span}, or until ${conditionInWords(until)}` : span;
}

/** A condition as the label of an arrow: "opened", "not tracked". */
export function conditionInWords(condition: Condition): string {
  switch (condition.kind) {
    case 'tracked':
      return 'tracked';
    case 'untracked':
      return 'not tracked';
    case 'opened':
      return 'opened';
    case 'clicked':
      return condition.link === undefined || condition.link === 'main'
        ? 'clicked'
        : `clicked “${titleOf(condition.link)}”`;
    case 'lastClicked':
      return `last clicked: ${titleOf(condition.is[0] ?? '')}`;
    case 'answered':
      return condition.answer === undefined ? 'answered' : `answered “${condition.answer}”`;
  }
}

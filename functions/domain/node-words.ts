// Nodes and conditions of a journey in short words, for pictures and for the terminal.
import type { Clause, Condition, Journey, Span, WaitNode } from './journey.ts';
import { titleOf } from './place.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What a node is, in a few words. */
export function nodeInWords(journey: Journey, id: string): string {
  const node = journey.nodes[id];
  switch (node?.kind) {
    case undefined:
      return 'a step this version does not know';
    case 'send':
      return `sends ${titleOf(node.id)}`;
    case 'wait':
      return `waits ${waitInWords(node)}`;
    case 'branch':
      return 'a branch';
    case 'split':
      return 'a split by chance';
    case 'tag':
      return tagsInWords(node);
    case 'notify':
      return 'tells staff';
    case 'start':
      return `begins ${titleOf(node.journeyId)}`;
    case 'rest':
      return 'no more mail until an answer';
    case 'goal':
      return `goal: ${titleOf(node.goal)}`;
    case 'exit':
      return 'the end';
  }
}

/** How long a wait is: "3 days after Welcome, or until opened". */
export function waitInWords({ span, since, until }: Pick<WaitNode, 'span' | 'since' | 'until'>): string {
  const words = `${spanInWords(span)}${sinceInWords(since)}`;
  return until ? `${words}, or until ${conditionInWords(until)}` : words;
}

function spanInWords(span: Span): string {
  if (span.unit === 'weekday') return `until ${weekdays[span.weekday - 1]} ${span.at}`;
  if (span.unit === 'days' && span.count === 0) return 'until the morning';
  return `${span.count} ${span.count === 1 ? span.unit.slice(0, -1) : span.unit}`;
}

function sinceInWords(since: string): string {
  if (since === 'arrival') return '';
  return ` after ${since === 'enrolment' ? 'the beginning' : titleOf(since)}`;
}

export function tagsInWords({
  add,
  remove,
}: {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}): string {
  return [...add.map((tag) => `+${tag}`), ...remove.map((tag) => `−${tag}`)].join(' ');
}

/** A condition as the label of an arrow: "opened", "not tracked". */
export function conditionInWords(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.map(conditionInWords).join(' and ');
    case 'any':
      return condition.of.map(conditionInWords).join(' or ');
    case 'not':
      return condition.of.kind === 'all' || condition.of.kind === 'any'
        ? `not (${conditionInWords(condition.of)})`
        : `not ${conditionInWords(condition.of)}`;
    default:
      return clauseInWords(condition);
  }
}

function clauseInWords(clause: Clause): string {
  switch (clause.kind) {
    case 'opened':
      return 'opened';
    case 'unknowable':
      return 'perhaps opened';
    case 'clicked':
      return clause.link === undefined || clause.link === 'main' ? 'clicked' : `clicked “${titleOf(clause.link)}”`;
    case 'last-clicked':
      return `last clicked: ${titleOf(clause.is[0] ?? '')}`;
    case 'consent':
      return clause.purpose === 'tracking' ? 'tracked' : 'consents to mail';
    case 'attribute':
      return clause.is === undefined ? 'answered' : `answered ${clause.is.map((one) => `“${one}”`).join(' or ')}`;
    case 'tag':
      return `tagged “${clause.tag}”`;
    case 'segment':
      return `in “${titleOf(clause.id)}”`;
    case 'status':
    case 'source':
    case 'locale':
      return `${clause.kind} ${clause.is.join(' or ')}`;
    case 'score':
      return `score ${rangeInWords(clause)}`;
    case 'days-in-walk':
      return `${rangeInWords(clause)} days since ${clause.since === 'enrolment' ? 'the beginning' : titleOf(clause.since)}`;
    case 'days-since':
      return `${rangeInWords(clause)} days since ${clause.event}`;
  }
}

/** "5 or more", "fewer than 60", "5 to 59". */
function rangeInWords({ atLeast, below }: { readonly atLeast?: number; readonly below?: number }): string {
  if (atLeast === undefined) return `fewer than ${below}`;
  return below === undefined ? `${atLeast} or more` : `${atLeast} to ${below - 1}`;
}

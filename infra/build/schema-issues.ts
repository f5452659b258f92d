// Says in plain words what a schema refused: of a union's many complaints, those of the form that was meant.
import type * as z from 'zod';
import { sayPlainly } from './issue-words.ts';
import { likely } from './likely-name.ts';

type Issue = z.core.$ZodIssue;

/** Words a step begins with: beside another one, a dash was forgotten. */
const stepWords = ['send', 'wait', 'branch', 'split', 'tag', 'notify-staff', 'start', 'rest', 'goal', 'go-to', 'exit'];

export interface Explained {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly remedy: string;
}

/** `input` is the value in which the issue's path is looked up, `within` what that value itself is called. */
export function explainIssue(issue: Issue, input: unknown, within = 'the file'): Explained {
  const value = valueAt(input, issue.path);
  const { path } = issue;
  const key = nameOf(path) ?? within;
  if (issue.code === 'invalid_union') return explainUnion(issue, value, key);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? '';
    const remedy = stepWords.includes(unknown)
      ? `A step does one thing; let \`- ${unknown}:\` begin one of its own.`
      : unknown === '<<'
        ? 'Keys are not merged here: write out what it stands for.'
        : 'Take it out, or mend its spelling; journey.schema.json lists what may stand here.';
    return { path: [...path, unknown], message: `\`${unknown}\` is unknown here.`, remedy };
  }
  if (value === undefined) return { path, ...missing(key) };
  return { path, ...sayPlainly(issue, value, key) };
}

function missing(key: string): { message: string; remedy: string } {
  const remedies: Readonly<Record<string, string>> = {
    shelfLife: 'Say how long it stays fresh, such as `shelfLife: 7 days`; later it is passed over.',
    enter: 'Say who begins it, such as `enter: [sign-up]`; `enter: []` for one that only `start` begins.',
    atMost: 'Say how long to wait for it, such as `atMost: 3 days`.',
  };
  return { message: `\`${key}\` is missing.`, remedy: remedies[key] ?? `Add \`${key}:\`.` };
}

/** The form that knows most of what was written there speaks; where none knows anything, the key itself is named. */
function explainUnion(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown, name: string): Explained {
  const forms = issue.errors as readonly (readonly Issue[])[];
  const ranked = forms
    .map((issues) => ({ issues, strangers: strangersOf(issues, value), clashes: clashesOf(issues, value) }))
    .sort((a, b) => a.strangers - b.strangers || a.clashes - b.clashes || a.issues.length - b.issues.length);
  const best = ranked[0];
  const keys = isRecord(value) ? Object.keys(value) : [];
  if (!best || (keys.length > 0 && best.strangers >= keys.length)) {
    const known = [...new Set(forms.flatMap((issues) => issues.flatMap(missingKey)))];
    const key = keys[0] ?? String(value);
    const remedy = `${likely(key, known)}Known here: ${known.join(', ')}.`;
    return { path: [...issue.path, ...keys.slice(0, 1)], message: `\`${key}\` is unknown here.`, remedy };
  }
  const [first] = best.issues.toSorted((a, b) => weight(a) - weight(b));
  const inner = explainIssue(first as Issue, value, name);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

/** How many of the written keys a form does not know; a form of quite another type knows none. */
function strangersOf(issues: readonly Issue[], value: unknown): number {
  const own = issues.filter(({ path }) => path.length === 0);
  const otherKind = (code: string) =>
    code === 'invalid_type' || (code === 'invalid_value' && typeof value === 'object');
  if (own.some(({ code }) => otherKind(code))) return Number.POSITIVE_INFINITY;
  const unknown = own.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
  const nested = own.find((one) => one.code === 'invalid_union');
  if (nested) return Math.min(...(nested.errors as Issue[][]).map((form) => strangersOf(form, value)));
  return unknown;
}

/** How many of the written values are of a kind this form does not take there. */
function clashesOf(issues: readonly Issue[], value: unknown): number {
  return issues.filter(({ code, path }) => code === 'invalid_type' && valueAt(value, path) !== undefined).length;
}

function missingKey(issue: Issue): string[] {
  const [key, ...rest] = issue.path;
  return typeof key === 'string' && rest.length === 0 && issue.code !== 'unrecognized_keys' ? [key] : [];
}

/** What was written wrongly comes before what is missing. */
function weight(issue: Issue): number {
  return issue.code === 'invalid_type' ? 2 : issue.code === 'unrecognized_keys' ? 1 : 0;
}

function nameOf(path: readonly PropertyKey[]): string | undefined {
  return path.findLast((part) => typeof part === 'string');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

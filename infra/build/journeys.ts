// Compiles templates/journeys/*.yaml into the flat programs the interpreter walks, and refuses what could not run.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Condition, Journey, JourneyNode } from '../../functions/domain/journey.ts';
import { type ConditionSource, type JourneySource, journeySchema, type StepSource } from './journey-schema.ts';

export class JourneyError extends Error {
  override readonly name = 'JourneyError';
}

/** Compiles every journey of a folder; `templates` are the names the e-mail build knows. */
export async function compileJourneys(folder: string, templates: ReadonlySet<string>): Promise<Journey[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => compileJourney(file, await readFile(join(folder, file), 'utf8'), templates)),
  );
}

/** Compiles one journey; throws JourneyError naming the file, the place and the remedy. */
export function compileJourney(file: string, yaml: string, templates: ReadonlySet<string>): Journey {
  const checked = journeySchema.safeParse(parse(yaml));
  if (!checked.success) {
    const mistakes = checked.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw new JourneyError(`${file} is not a journey:\n${mistakes.join('\n')}`);
  }
  const source = checked.data;
  const nodes: Record<string, JourneyNode> = {};
  const end = 'end';
  nodes[end] = { kind: 'exit', id: end, reason: 'completed' };
  const entry = compileSteps(source.steps, 's', end, nodes, file);
  checkReferences(file, source, nodes, templates);
  const version = createHash('sha256').update(JSON.stringify({ entry, nodes })).digest('hex').slice(0, 12);
  return { id: source.id, version, title: source.title, entry, nodes };
}

/** Compiles a list from its last step to its first, so that each knows where it leads; answers the first one's id. */
function compileSteps(
  steps: readonly StepSource[],
  path: string,
  after: string,
  nodes: Record<string, JourneyNode>,
  file: string,
): string {
  let next = after;
  for (let index = steps.length - 1; index >= 0; index--) {
    const node = compileStep(steps[index] as StepSource, `${path}${index}`, next, nodes, file);
    if (nodes[node.id])
      throw new JourneyError(`${file}: the step "${node.id}" appears twice; give each send its own name.`);
    nodes[node.id] = node;
    next = node.id;
  }
  return next;
}

function compileStep(
  step: StepSource,
  path: string,
  next: string,
  nodes: Record<string, JourneyNode>,
  file: string,
): JourneyNode {
  if ('send' in step) {
    const { send: id, template = id, subject, when, shelfDays } = step;
    return { kind: 'send', id, template, alternateSubject: subject === 'alternate', when, shelfDays, next };
  }
  if ('wait' in step) {
    const { days, since, until } = step.wait;
    return { kind: 'wait', id: path, days, since, ...(until && { until: compileCondition(until) }), next };
  }
  if ('rest' in step) return { kind: 'rest', id: path, next };
  if ('exit' in step) return { kind: 'exit', id: path, reason: step.exit };
  let otherwise = next;
  const cases: { when: Condition; next: string }[] = [];
  step.branch.forEach((one, index) => {
    const inner = `${path}.${index}.`;
    if ('otherwise' in one) otherwise = compileSteps(one.otherwise, inner, next, nodes, file);
    else cases.push({ when: compileCondition(one.when), next: compileSteps(one.do ?? [], inner, next, nodes, file) });
  });
  return { kind: 'branch', id: path, cases, otherwise };
}

function compileCondition(source: ConditionSource): Condition {
  if (typeof source === 'string') return { kind: source };
  if ('opened' in source) return { kind: 'opened', steps: source.opened };
  if ('lastClicked' in source) return { kind: 'lastClicked', ...source.lastClicked };
  if ('clicked' in source) {
    const { steps, link } = source.clicked;
    return { kind: 'clicked', steps, ...(link !== undefined && { link }) };
  }
  const { question, answer } = source.answered;
  return { kind: 'answered', question, ...(answer !== undefined && { answer }) };
}

function checkReferences(
  file: string,
  source: JourneySource,
  nodes: Record<string, JourneyNode>,
  templates: ReadonlySet<string>,
): void {
  const sends = new Set(Object.values(nodes).flatMap((node) => (node.kind === 'send' ? [node.id] : [])));
  const known = (id: string, place: string) => {
    if (!sends.has(id))
      throw new JourneyError(`${file}: ${place} names "${id}", which is no send step of ${source.id}.`);
  };
  for (const node of Object.values(nodes)) {
    if (node.kind === 'send' && !templates.has(node.template)) {
      throw new JourneyError(
        `${file}: the step "${node.id}" sends the template "${node.template}", which does not exist; add templates/emails/${node.template}.mjml.`,
      );
    }
    if (node.kind === 'wait') {
      if (node.since !== 'enrolment') known(node.since, `the wait ${node.id}`);
      if (node.until) for (const id of namedSteps(node.until)) known(id, `the wait ${node.id}`);
    }
    if (node.kind === 'branch') {
      for (const one of node.cases) for (const id of namedSteps(one.when)) known(id, `the branch ${node.id}`);
    }
  }
}

function namedSteps(condition: Condition): readonly string[] {
  if (condition.kind === 'opened' || condition.kind === 'clicked') return condition.steps;
  return condition.kind === 'lastClicked' ? [...condition.among, ...condition.is] : [];
}

/** Writes `.build/journeys.mjs` with its types. */
export async function buildJourneys(folder: string, outDir: string, templates: ReadonlySet<string>): Promise<void> {
  const journeys = await compileJourneys(folder, templates);
  const types =
    "import type { Journey } from '../functions/domain/journey.ts';\nexport declare const journeys: readonly Journey[];\n";
  await writeFile(join(outDir, 'journeys.mjs'), `export const journeys = ${JSON.stringify(journeys, null, 1)};\n`);
  await writeFile(join(outDir, 'journeys.d.mts'), types);
}

// What a journey may not say although its form is right: names of nothing, steps nobody reaches, ways without an end.
import type { Cap } from '../../functions/domain/cap.ts';
import type { JourneyNode } from '../../functions/domain/journey.ts';
import { questionIds, questionNamed } from '../../functions/domain/questions.ts';
import type { Segment } from '../../functions/domain/segment.ts';
import type { Named } from './compile-condition.ts';
import { type Program, reservedNames } from './compile-steps.ts';
import type { JourneySource } from './journey-schema.ts';
import { waitProblems } from './journey-waits.ts';
import { checkWays } from './journey-ways.ts';
import { likely } from './likely-name.ts';
import type { Problem } from './problem.ts';
import type { Path, Reporter } from './yaml-source.ts';

/** What of an e-mail a journey may speak of; parts that are absent are not checked. */
export interface TemplateFacts {
  readonly kind?: 'marketing' | 'transactional';
  readonly links?: readonly string[];
  readonly alternateSubject?: boolean;
}

/** What else there is; absent parts are not checked. */
export interface Known {
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  readonly segments?: ReadonlyMap<string, Segment>;
  readonly journeys?: ReadonlySet<string>;
  readonly cap?: Cap;
  readonly topics?: readonly string[];
}

export interface Draft {
  readonly source: JourneySource;
  readonly program: Program;
  /** Everything conditions, waits and entry rules name. */
  readonly names: readonly Named[];
  readonly entry: string;
  readonly nodes: Readonly<Record<string, JourneyNode>>;
}

export interface Findings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** A version is stored as one item, and every way through it is walked by the build. */
const maxNodes = 400;

export function checkJourney(draft: Draft, known: Known, report: Reporter): Findings {
  const references = [
    ...repeatedNames(draft, report),
    ...targetProblems(draft, report),
    ...templateProblems(draft, known, report),
    ...topicProblems(draft, known, report),
    ...draft.names.flatMap((named) => nameProblems(named, draft, known, report)),
    ...wordProblems(draft, report),
    ...waitProblems(draft, report),
  ];
  if (Object.keys(draft.nodes).length > maxNodes) {
    const remedy = 'Go on in another one, with `start`.';
    references.push(report.at(['steps'], `A journey has at most ${maxNodes} steps.`, remedy));
  }
  // Ways are looked at only where every name leads somewhere: else one slip would be told as many.
  if (references.length > 0) return { problems: inOrder(references), warnings: [] };
  const { problems, warnings } = checkWays(draft, known, report);
  return { problems: inOrder(problems), warnings: inOrder(warnings) };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function repeatedNames({ program }: Draft, report: Reporter): Problem[] {
  return program.repeated.map(({ name, path }) =>
    reservedNames.includes(name)
      ? report.at(path, `"${name}" is a word of the language and no name for a step.`, 'Choose another name.')
      : report.at(path, `Two steps are called "${name}".`, 'Give each its own name; numbers are kept under it.'),
  );
}

function targetProblems({ program }: Draft, report: Reporter): Problem[] {
  const named = [...program.nodes.keys()].filter((id) => !id.includes('+'));
  return program.targets.flatMap(({ name, path }) => {
    if (program.nodes.has(name)) return [];
    const remedy = `${likely(name, named)}Go to a send, a split, a wait or branch with a \`name:\`, or to "end".`;
    return [report.at(path, `No step is called "${name}".`, remedy, 'value')];
  });
}

function templateProblems({ program, nodes }: Draft, { templates }: Known, report: Reporter): Problem[] {
  return Object.values(nodes).flatMap((node): Problem[] => {
    if (node.kind !== 'send') return [];
    const path = program.written.get(node.id) as Path;
    const template = templates.get(node.template);
    if (!template) {
      const remedy = `${likely(node.template, templates.keys())}Add templates/emails/${node.template}.mjml, or name one that is there with \`template:\`.`;
      return [
        report.at(path, `The step "${node.id}" sends the e-mail "${node.template}", which does not exist.`, remedy),
      ];
    }
    if (template.kind === 'transactional') {
      const remedy = 'Transactional e-mails leave by themselves, when somebody asks; send one of `kind: marketing`.';
      return [report.at(path, `The step "${node.id}" sends "${node.template}", which is transactional.`, remedy)];
    }
    if (!node.alternateSubject || template.alternateSubject !== false) return [];
    const remedy = `Add \`alternateSubject:\` to templates/emails/${node.template}.yaml.`;
    return [report.at([...path, 'subject'], `The e-mail "${node.template}" has no other subject.`, remedy)];
  });
}

function topicProblems({ source: { topic } }: Draft, { topics }: Known, report: Reporter): Problem[] {
  if (topic === undefined || !topics || topics.includes(topic)) return [];
  const remedy = `${likely(topic, topics)}There are: ${topics.join(', ')}. Add others under \`topics\` in clinic.config.ts.`;
  return [report.at(['topic'], `There is no topic "${topic}".`, remedy, 'value')];
}

function nameProblems(named: Named, draft: Draft, known: Known, report: Reporter): Problem[] {
  const { kind, name, path } = named;
  const unknown = (what: string, names: Iterable<string>, more = ''): Problem[] => {
    const list = [...names];
    if (list.includes(name)) return [];
    return [report.at(path, what, `${likely(name, list)}${more || `There are: ${list.join(', ')}.`}`, 'value')];
  };
  switch (kind) {
    case 'step': {
      // Compiled from the last to the first; told in the order written.
      const sends = Object.values(draft.nodes).flatMap((node) => (node.kind === 'send' ? [node.id] : []));
      sends.reverse();
      return unknown(`"${name}" is no send step of this journey.`, sends);
    }
    case 'question':
      return unknown(`No e-mail asks the question "${name}".`, questionIds);
    case 'attribute':
      return unknown(`Nothing sets the attribute "${name}".`, questionIds);
    case 'answer': {
      const answers = questionNamed(named.of?.[0] ?? '')?.answers.map(({ value }) => value);
      return answers ? unknown(`"${name}" is no answer to "${named.of?.[0]}".`, answers) : [];
    }
    case 'segment':
      return known.segments
        ? unknown(`There is no segment "${name}".`, known.segments.keys(), `Add templates/segments/${name}.yaml.`)
        : [];
    case 'journey':
      return known.journeys
        ? unknown(`There is no journey "${name}" to start.`, known.journeys, `Add templates/journeys/${name}.yaml.`)
        : [];
    case 'link':
      return (named.of ?? []).flatMap((step) => linkProblems(named, step, draft, known, report));
    case 'deed':
      return [];
  }
}

function linkProblems({ name, path }: Named, step: string, draft: Draft, known: Known, report: Reporter): Problem[] {
  const node = draft.nodes[step];
  const template = node?.kind === 'send' ? node.template : undefined;
  const links = template === undefined ? undefined : known.templates.get(template)?.links;
  if (!links || links.includes(name)) return [];
  const remedy = `${likely(name, links)}Its links are: ${links.join(', ')}.`;
  return [report.at(path, `The e-mail "${template}" has no link called "${name}".`, remedy, 'value')];
}

/** What `notify-staff` may fill in. */
const noticeVariables = ['firstName'];

function wordProblems({ program, nodes }: Draft, report: Reporter): Problem[] {
  return Object.values(nodes).flatMap((node) => {
    if (node.kind !== 'notify') return [];
    const path = [...(program.written.get(node.id) as Path), 'notify-staff'];
    return [...node.text.matchAll(/\{([^}]*)\}/g)].flatMap(([, variable = '']) => {
      if (noticeVariables.includes(variable)) return [];
      const remedy = `${likely(variable, noticeVariables)}Notices know {firstName} and nothing else.`;
      return [report.at(path, `The notice uses the unknown variable {${variable}}.`, remedy)];
    });
  });
}

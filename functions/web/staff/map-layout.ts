// Where the nodes and arrows of a drawn journey go: from top to bottom, laid out by dagre.
import dagre from '@dagrejs/dagre';
import { type Journey, type JourneyNode, successors } from '../../domain/journey.ts';
import { conditionInWords, tagsInWords, waitInWords } from '../../domain/node-words.ts';
import { titleOf } from '../../domain/place.ts';
import { type Point, route } from './map-routes.ts';

export type Shape = 'send' | 'wait' | 'branch' | 'act' | 'end';

export interface Box {
  readonly id: string;
  readonly shape: Shape;
  /** One line, or two where it is long. */
  readonly title: readonly string[];
  readonly note?: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Which of the ways from its node. */
  readonly way: number;
  readonly label: readonly string[];
  readonly points: readonly Point[];
  readonly labelAt: Point;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** A letter's width in px at the size of each text; rather too wide than too narrow. */
const titleLetter = 8.6;
export const noteLetter = 6.9;
export const lineHeightPx = 16;
export const startId = '(start)';

export interface Extras {
  /** More text on an arrow, such as a count. */
  along(from: string, way: number): string | undefined;
  /** Room beside a node, in px, for what is drawn on its corner. */
  beside(node: string): number;
}

export function layOut(journey: Journey, extras: Extras, isNarrow: boolean): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    nodesep: isNarrow ? 12 : 34,
    ranksep: 40,
    edgesep: isNarrow ? 8 : 18,
    marginx: isNarrow ? 6 : 16,
    marginy: 16,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const letters = isNarrow ? { label: 15, box: 18 } : { label: 24, box: 36 };
  const begins = { id: startId, shape: 'end' as const, title: ['Begins'] };
  const drawn = [begins, ...reachable(journey).map((node) => describe(journey, node, letters.box))];
  const sizes = new Map(drawn.map((one) => [one.id, sizeOf(one)]));
  for (const { id } of drawn) {
    const { width = 0, height = 0 } = sizes.get(id) ?? {};
    graph.setNode(id, { width: width + 2 * extras.beside(id), height });
  }
  const arrows = [
    { from: startId, to: journey.entry, way: 0, label: [] },
    ...reachable(journey).flatMap((node) =>
      successors(node).map((to, way) => ({
        from: node.id,
        to,
        way,
        label: wrapped(labelOf(node, way), letters.label),
      })),
    ),
  ];
  arrows.forEach(({ from, to, way, label }, index) => {
    graph.setEdge(from, to, { ...labelSize(label, extras.along(from, way)), labelpos: 'c' }, String(index));
  });
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = drawn.map((one): Box => {
    const { x = 0, y = 0 } = graph.node(one.id);
    return { ...one, ...(sizes.get(one.id) ?? { width: 0, height: 0 }), x, y };
  });
  const edges = arrows.map(({ from, to }, index) => graph.edge(from, to, String(index)));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const labels = edges.map(({ x = 0, y = 0, width: labelWidth = 0, height: labelHeight = 0 }) => {
    return { x, y, width: labelWidth, height: labelHeight };
  });
  const ways = arrows.map(({ from, to }, index) => ({
    from: byId.get(from) as Box,
    to: byId.get(to) as Box,
    between: (edges[index]?.points ?? []).slice(1, -1),
  }));
  const routes = route(ways, [...boxes, ...labels.filter((label) => label.height > 0)]);
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes,
    lines: arrows.map((arrow, index) => ({
      ...arrow,
      points: routes[index] ?? [],
      labelAt: labels[index] ?? { x: 0, y: 0 },
    })),
  };
}

/** What an arrow's words and count take, as `drawLabel` writes them; nothing for neither. */
export function labelSize(label: readonly string[], extra: string | undefined): { width?: number; height?: number } {
  const last = [label.at(-1), extra].filter(Boolean).join(' · ');
  const lines = [...label.slice(0, -1), last].filter(Boolean);
  if (lines.length === 0) return {};
  const longest = Math.max(...lines.map((line) => line.length));
  return { width: longest * noteLetter + 10, height: lines.length * lineHeightPx + 2 };
}

/** Lines of about so many letters, broken between words; a lone short word is kept with the line before. */
function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < letters) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type Described = Pick<Box, 'id' | 'shape' | 'title' | 'note'>;

function describe(journey: Journey, node: JourneyNode, letters: number): Described {
  const { id } = node;
  const act = (text: string): Described => ({ id, shape: 'act', title: wrapped(text, letters) });
  switch (node.kind) {
    case 'send': {
      const note = [
        node.alternateSubject ? 'other subject' : node.when === 'at-once' ? 'at once' : '',
        node.unless ? `unless ${conditionInWords(node.unless)}` : '',
      ].filter(Boolean);
      const title = [titleOf(node.template !== node.id ? node.template : node.id)];
      return { id, shape: 'send', title, ...(note.length > 0 && { note: wrapped(note.join(', '), letters) }) };
    }
    case 'wait': {
      // After the e-mail it counts from, where it counts from is plain.
      const since = leadsTo(journey, node.since, id) ? 'arrival' : node.since;
      return { id, shape: 'wait', title: wrapped(waitInWords({ ...node, since }), letters) };
    }
    case 'branch':
    case 'split':
      return { id, shape: 'branch', title: [] };
    case 'tag':
      return act(`Tags ${tagsInWords(node)}`);
    case 'notify':
      return act('Tells staff');
    case 'start':
      return act(`Starts “${titleOf(node.journeyId)}”`);
    case 'rest':
      return act('No more mail until an answer');
    case 'goal':
      return { id, shape: 'end', title: wrapped(`Goal: ${titleOf(node.goal)}`, letters) };
    case 'exit':
      return { id, shape: 'end', title: wrapped(`Ends: ${node.reason.replaceAll('-', ' ')}`, letters) };
  }
}

function leadsTo(journey: Journey, from: string, to: string): boolean {
  const node = journey.nodes[from];
  return node?.kind === 'send' && node.next === to;
}

function labelOf(node: JourneyNode, index: number): string {
  if (node.kind === 'split') {
    const whole = node.ways.reduce((sum, { weight }) => sum + weight, 0);
    return `${Math.round(((node.ways[index]?.weight ?? 0) / whole) * 100)} %`;
  }
  if (node.kind !== 'branch') return '';
  const taken = node.cases[index];
  return taken ? conditionInWords(taken.when) : 'otherwise';
}

function sizeOf({ shape, title, note = [] }: Described): { width: number; height: number } {
  if (shape === 'branch') return { width: 22, height: 22 };
  const longestOf = (lines: readonly string[]) => Math.max(0, ...lines.map((line) => line.length));
  const longest = longestOf(title);
  if (shape === 'send') {
    const text = Math.max(longest * titleLetter, longestOf(note) * noteLetter);
    return { width: Math.max(150, text + 30), height: note.length > 0 ? 38 + note.length * lineHeightPx : 42 };
  }
  return { width: longest * noteLetter + 28, height: 12 + title.length * lineHeightPx };
}

/** In the order of walking, so that the picture does not depend on how the build stores the nodes. */
function reachable(journey: Journey): JourneyNode[] {
  const seen = new Set<string>();
  const found: JourneyNode[] = [];
  const visit = (id: string): void => {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) return;
    seen.add(id);
    found.push(node);
    for (const next of successors(node)) visit(next);
  };
  visit(journey.entry);
  return found;
}

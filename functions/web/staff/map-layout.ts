// Where the nodes and arrows of a drawn journey go: from top to bottom, laid out by dagre.
import dagre from '@dagrejs/dagre';
import { type Journey, type JourneyNode, successors } from '../../domain/journey.ts';
import { conditionInWords, tagsInWords, waitInWords } from '../../domain/node-words.ts';
import { titleOf } from '../../domain/place.ts';

export type Shape = 'send' | 'wait' | 'branch' | 'act' | 'end';

export interface Box {
  readonly id: string;
  readonly shape: Shape;
  readonly title: string;
  readonly note?: string;
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
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly labelAt: { readonly x: number; readonly y: number };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** A letter's width in px at the size of each text; rather too wide than too narrow. */
const titleLetter = 8.4;
const noteLetter = 6.3;
export const startId = '(start)';

/** `extra` is more text on an arrow, such as a count. */
export function layOut(
  journey: Journey,
  extra: (from: string, way: number) => string | undefined,
  isNarrow: boolean,
): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    nodesep: isNarrow ? 12 : 34,
    ranksep: 30,
    edgesep: isNarrow ? 8 : 18,
    marginx: isNarrow ? 6 : 16,
    marginy: 16,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const drawn = [{ id: startId, shape: 'end' as const, title: 'Begins' }, ...reachable(journey).map(describe)];
  for (const one of drawn) graph.setNode(one.id, sizeOf(one));
  const arrows = [
    { from: startId, to: journey.entry, way: 0, label: '' },
    ...reachable(journey).flatMap((node) =>
      successors(node).map((to, index) => ({ from: node.id, to, way: index, label: labelOf(node, index) })),
    ),
  ];
  arrows.forEach(({ from, to, way, label }, index) => {
    const text = [label, extra(from, way) ?? ''].filter(Boolean).join(' · ');
    graph.setEdge(
      from,
      to,
      text ? { width: text.length * noteLetter + 10, height: 18, labelpos: 'c' } : {},
      String(index),
    );
  });
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: drawn.map((one) => ({ ...one, ...place(graph.node(one.id)) })),
    lines: arrows.map(({ from, to, way, label }, index) => {
      const edge = graph.edge(from, to, String(index));
      const points = edge.points ?? [];
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
      return { from, to, way, label, points, labelAt: { x: edge.x ?? middle.x, y: edge.y ?? middle.y } };
    }),
  };
}

function place({ x = 0, y = 0, width = 0, height = 0 }: { x?: number; y?: number; width?: number; height?: number }) {
  return { x, y, width, height };
}

type Described = Pick<Box, 'id' | 'shape' | 'title' | 'note'>;

function describe(node: JourneyNode): Described {
  const { id } = node;
  switch (node.kind) {
    case 'send': {
      const isAgain = node.template !== node.id;
      const note = node.alternateSubject ? 'once more, other subject' : node.when === 'at-once' ? 'at once' : '';
      return { id, shape: 'send', title: titleOf(isAgain ? node.template : node.id), ...(note && { note }) };
    }
    case 'wait':
      return { id, shape: 'wait', title: waitInWords(node) };
    case 'branch':
      return { id, shape: 'branch', title: '' };
    case 'split':
      return { id, shape: 'branch', title: '' };
    case 'tag':
      return { id, shape: 'act', title: `Tags ${tagsInWords(node)}` };
    case 'notify':
      return { id, shape: 'act', title: 'Tells staff' };
    case 'start':
      return { id, shape: 'act', title: `Begins ${titleOf(node.journeyId)}` };
    case 'goal':
      return { id, shape: 'end', title: `Goal: ${titleOf(node.goal)}` };
    case 'rest':
      return { id, shape: 'act', title: 'No more mail until an answer' };
    case 'exit':
      return { id, shape: 'end', title: `Ends: ${node.reason}` };
  }
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

function sizeOf({ shape, title, note = '' }: Described): { width: number; height: number } {
  if (shape === 'branch') return { width: 22, height: 22 };
  if (shape === 'send') {
    const text = Math.max(title.length * titleLetter, note.length * noteLetter);
    return { width: Math.max(150, text + 34), height: note ? 54 : 42 };
  }
  return { width: title.length * noteLetter + 30, height: 28 };
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

// Which way the arrows of a drawn journey run: upright and level pieces only, bending between the rows and never within one.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Oblong extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly from: Oblong;
  readonly to: Oblong;
  /** Where it passes the rows in between, at their middle. */
  readonly between: readonly Point[];
}

/** How far beside the middle an arrow that leads back up begins and ends. */
const besidePx = 24;

/** Level pieces keep to the part of a gap where they come from, so that the arrow's head is seen whole. */
const levelShare = 0.75;

interface Row {
  readonly y: number;
  readonly halfPx: number;
}

/** A level piece in the gap below row `gap`. */
interface Level {
  readonly gap: number;
  readonly from: number;
  readonly to: number;
  readonly leadsUp: boolean;
}

/** The corners of each arrow, in the order given. `things` are all that stands in rows: boxes and labels. */
export function route(arrows: readonly Arrow[], things: readonly Oblong[]): Point[][] {
  const rows = rowsOf(things, arrows);
  const courses = arrows.map((arrow) => courseOf(arrow, rows));
  const lanes = lanesOf(courses.flatMap(({ levels }) => levels));
  return courses.map(({ start, end, levels }) => {
    const corners = levels.flatMap((level) => {
      const y = heightOf(level, rows, lanes);
      return [
        { x: level.from, y },
        { x: level.to, y },
      ];
    });
    return [start, ...corners, end];
  });
}

function rowsOf(things: readonly Oblong[], arrows: readonly Arrow[]): Row[] {
  const halves = new Map<number, number>();
  const note = (y: number, halfPx: number) =>
    halves.set(Math.round(y), Math.max(halves.get(Math.round(y)) ?? 0, halfPx));
  for (const { y, height } of things) note(y, height / 2);
  for (const { between } of arrows) for (const { y } of between) note(y, 0);
  return [...halves].map(([y, halfPx]) => ({ y, halfPx })).sort((a, b) => a.y - b.y);
}

interface Course {
  readonly start: Point;
  readonly end: Point;
  readonly levels: readonly Level[];
}

function courseOf({ from, to, between }: Arrow, rows: readonly Row[]): Course {
  const down = to.y > from.y;
  const start = edgeOf(from, down, down ? undefined : (between[0] ?? to));
  const end = edgeOf(to, !down, down ? undefined : (between.at(-1) ?? from));
  const rowAt = (y: number) => rows.findIndex((row) => row.y === Math.round(y));
  const stops = [{ x: start.x, y: from.y }, ...between, { x: end.x, y: to.y }];
  const levels = stops.slice(1).flatMap((stop, index): Level[] => {
    const before = stops[index] as Point;
    if (Math.abs(stop.x - before.x) < 0.5) return [];
    const [a, b] = [rowAt(before.y), rowAt(stop.y)];
    return [{ gap: Math.min(a, b), from: before.x, to: stop.x, leadsUp: !down }];
  });
  return { start, end, levels };
}

/** At the middle; beside it, towards where it comes from, for one that leads back up, lest it be taken for another. */
function edgeOf({ x, y, width, height }: Oblong, below: boolean, beside: Point | undefined): Point {
  const offset = beside === undefined ? 0 : Math.min(besidePx, width / 4) * (beside.x < x ? -1 : 1);
  return { x: x + offset, y: below ? y + height / 2 : y - height / 2 };
}

/** Level pieces of one gap that would lie on each other are drawn apart, unless they begin or end together. */
function lanesOf(levels: readonly Level[]): {
  readonly laneOf: Map<Level, number>;
  readonly counts: Map<number, number>;
} {
  const laneOf = new Map<Level, number>();
  const counts = new Map<number, number>();
  for (const [gap, own] of Map.groupBy(levels, (level) => level.gap)) {
    const lanes: Level[][] = [];
    for (const level of own.toSorted((a, b) => lengthOf(a) - lengthOf(b))) {
      const free = lanes.findIndex((lane) => lane.every((other) => mayShare(level, other)));
      const lane = free < 0 ? lanes.push([]) - 1 : free;
      lanes[lane]?.push(level);
      laneOf.set(level, lane);
    }
    counts.set(gap, lanes.length);
  }
  return { laneOf, counts };
}

const lengthOf = ({ from, to }: Level): number => Math.abs(from - to);

function mayShare(one: Level, other: Level): boolean {
  const together = Math.abs(one.from - other.from) < 0.5 || Math.abs(one.to - other.to) < 0.5;
  const left = Math.max(Math.min(one.from, one.to), Math.min(other.from, other.to));
  const right = Math.min(Math.max(one.from, one.to), Math.max(other.from, other.to));
  return together || left >= right;
}

function heightOf(level: Level, rows: readonly Row[], { laneOf, counts }: ReturnType<typeof lanesOf>): number {
  const above = rows[level.gap] as Row;
  const below = rows[level.gap + 1] ?? above;
  const top = above.y + above.halfPx;
  const share = ((laneOf.get(level) ?? 0) + 1) / ((counts.get(level.gap) ?? 1) + 1);
  const part = level.leadsUp ? 1 - levelShare * share : levelShare * share;
  return top + (below.y - below.halfPx - top) * part;
}

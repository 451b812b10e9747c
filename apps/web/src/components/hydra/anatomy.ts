// Turns a neck's spine into the outlines that are drawn: skin, belly plates, fins, scales, markings. Pure
// geometry in scene units (1000 × 640, y down); colours and motion are the stylesheet's.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A place on the spine. */
export interface Vertebra extends Point {
  /** Sideways, a unit vector. */
  readonly nx: number;
  readonly ny: number;
  /** How far along: 0 at the first point, 1 at the last. */
  readonly along: number;
  /** Half the thickness here. */
  readonly girth: number;
}

/** Which side of the spine the belly is on, seen along it: 1 for a head that looks right, -1 for left. */
export type Facing = 1 | -1;

/** Half the thickness at a fraction of the way. */
export type Girth = (along: number) => number;

/** Heavy at the body, slender in the middle, a little stronger at the skull. */
export const neckGirth: Girth = (along) => 25 + 34 * (1 - along) ** 1.7 + 4 * along ** 6;

const SAMPLES_PER_SPAN = 16;

/** The smooth curve through `points`, sampled densely; at least two points. */
export function bendSpine(points: readonly Point[], girth: Girth): Vertebra[] {
  const spans = points.slice(1).map((_, index) => index);
  const path = spans.flatMap((index) =>
    Array.from({ length: SAMPLES_PER_SPAN }, (_, step) => curve(points, index, step / SAMPLES_PER_SPAN)),
  );
  return withNormals([...path, at(points, points.length - 1)], girth);
}

function at(points: readonly Point[], index: number): Point {
  const point = points[Math.min(Math.max(index, 0), points.length - 1)];
  if (point === undefined) throw new RangeError("A spine needs points.");
  return point;
}

/** Catmull-Rom from the point at `index` to the next one. */
function curve(points: readonly Point[], index: number, t: number): Point {
  const [a, b, c, d] = [
    at(points, index - 1),
    at(points, index),
    at(points, index + 1),
    at(points, index + 2),
  ];
  const blend = (axis: "x" | "y"): number => {
    const linear = (c[axis] - a[axis]) * t;
    const square = (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t ** 2;
    const cube = (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t ** 3;
    return 0.5 * (2 * b[axis] + linear + square + cube);
  };
  return { x: blend("x"), y: blend("y") };
}

function withNormals(path: readonly Point[], girth: Girth): Vertebra[] {
  const lengths = path.map((point, index) => (index === 0 ? 0 : distance(at(path, index - 1), point)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let walked = 0;
  return path.map((point, index) => {
    walked += lengths[index] ?? 0;
    const [behind, ahead] = [at(path, index - 1), at(path, index + 1)];
    const length = distance(behind, ahead) || 1;
    const [nx, ny] = [-(ahead.y - behind.y) / length, (ahead.x - behind.x) / length];
    return { ...point, nx, ny, along: walked / total, girth: girth(walked / total) };
  });
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A point beside the spine; `side` 1 is the belly's edge, -1 the back's, 0 the spine. */
export function beside(vertebra: Vertebra, facing: Facing, side: number): Point {
  const reach = vertebra.girth * side * facing;
  return { x: vertebra.x + vertebra.nx * reach, y: vertebra.y + vertebra.ny * reach };
}

/** The vertebra nearest to a fraction of the way. */
export function along(spine: readonly Vertebra[], fraction: number): Vertebra {
  const found = spine.find((vertebra) => vertebra.along >= fraction) ?? spine.at(-1);
  if (found === undefined) throw new RangeError("A spine needs points.");
  return found;
}

/** The closed outline of a strip of the neck between two sides, e.g. -1 to 1 for all of it. */
export function strip(spine: readonly Vertebra[], facing: Facing, [near, far]: [number, number]): string {
  const out = spine.map((vertebra) => beside(vertebra, facing, near));
  const back = spine.map((vertebra) => beside(vertebra, facing, far)).reverse();
  return `${polyline(out, "M")}${polyline(back, "L")}Z`;
}

/** One edge of the neck as an open line. */
export function edge(spine: readonly Vertebra[], facing: Facing, side: number): string {
  return polyline(
    spine.map((vertebra) => beside(vertebra, facing, side)),
    "M",
  );
}

/** The lines between the belly's plates, each bulging towards the skull. */
export function bellyPlates(spine: readonly Vertebra[], facing: Facing, count: number): string {
  return fractions(count, 0.04, 0.98)
    .map((fraction) => {
      const [here, ahead] = [along(spine, fraction), along(spine, Math.min(fraction + 0.028, 1))];
      const [outer, inner] = [beside(here, facing, 1.02), beside(here, facing, 0.3)];
      return `M${write(outer)}Q${write(beside(ahead, facing, 0.72))} ${write(inner)}`;
    })
    .join("");
}

/** A sail along the back: webbed between spikes that lean towards the body. */
export function backSail(spine: readonly Vertebra[], facing: Facing, spikes: number): string {
  const step = 0.86 / spikes;
  const parts = fractions(spikes, 0.92 - step, 0.06).map((fraction) => {
    const height = 1 + 0.34 * Math.sin((0.25 + 0.75 * fraction) * Math.PI) + 0.12;
    const tip = beside(along(spine, Math.max(fraction - step * 0.35, 0)), facing, -height);
    const dip = beside(along(spine, fraction), facing, -1.06);
    const swell = beside(along(spine, fraction + step * 0.5), facing, -height * 0.99);
    return `Q${write(swell)} ${write(tip)}L${write(dip)}`;
  });
  const root = spine.filter(({ along: fraction }) => fraction >= 0.04 && fraction <= 0.94);
  return `${polyline(
    root.map((vertebra) => beside(vertebra, facing, -0.9)),
    "M",
  )}${parts.join("")}Z`;
}

/** Rows of scales between spine and back. */
export function scales(spine: readonly Vertebra[], facing: Facing, rows: number): string {
  return fractions(rows, 0.05, 0.97)
    .flatMap((fraction, row) =>
      (row % 2 === 0 ? [-0.12, -0.5] : [-0.31, -0.7]).map((side) => {
        const [left, right] = [side - 0.17, side + 0.17].map((value) =>
          write(beside(along(spine, fraction), facing, value)),
        );
        return `M${left}Q${write(beside(along(spine, fraction - 0.03), facing, side))} ${right}`;
      }),
    )
    .join("");
}

export function fractions(count: number, from: number, to: number): number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / Math.max(count - 1, 1));
}

function polyline(points: readonly Point[], start: "M" | "L"): string {
  return start + points.map(write).join("L");
}

export function write({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Points by their coordinates. */
export function points(...pairs: readonly (readonly [x: number, y: number])[]): Point[] {
  return pairs.map(([x, y]) => ({ x, y }));
}

/** A closed path through corners as `write` gives them. */
export function polygon(...corners: readonly string[]): string {
  return `M${corners.join("L")}Z`;
}

// The four heads: where each grows, which way it looks, and what tells it apart without colour: its crest and
// the marks down its neck. Scene units as in anatomy.ts; a crest is drawn around the skull's joint, looking right.
import type { TransportName } from "@hydra/protocol";
import type { Facing, Point } from "./anatomy.ts";

/** Who has a head of its own. */
export type HeadName = Exclude<TransportName, "websocket-raw">;

/** The head that a transport wakes: WebSocket's is the same whoever speaks it, and wears the colours of who does. */
export function headOf(transport: TransportName): HeadName {
  return transport === "websocket-raw" ? "websocket" : transport;
}

export interface HeadPlan {
  readonly transport: HeadName;
  readonly facing: Facing;
  /** From the lake's bed to the skull's joint. */
  readonly spine: readonly Point[];
  /** Where the neck bends from, at the water. */
  readonly root: Point;
  /** Where the skull turns: the end of the spine. */
  readonly joint: Point;
  /** Degrees by which the skull looks up (negative) or down. */
  readonly tilt: number;
  readonly size: number;
  /** How it sleeps: degrees by which neck and skull sink, percent of the scene by which all of it does. */
  readonly sleep: { readonly neck: number; readonly skull: number; readonly sink: number };
  /** Drawn in front of the necks that come before it. */
  readonly crest: {
    readonly back: string;
    readonly front: string;
    readonly ridges: string;
    /** Stands behind the skull instead of on it. */
    readonly isBehind: boolean;
  };
}

const points = (...pairs: readonly (readonly [number, number])[]): Point[] =>
  pairs.map(([x, y]) => ({ x, y }));

/** From left to right, in the order of the transport switch. */
export const HEADS: readonly HeadPlan[] = [
  {
    transport: "polling",
    facing: -1,
    spine: points([470, 640], [404, 560], [300, 512], [230, 452], [250, 378], [244, 318], [190, 296]),
    root: { x: 404, y: 600 },
    joint: { x: 190, y: 296 },
    tilt: 4,
    size: 1.03,
    sleep: { neck: 8, skull: 12, sink: 5 },
    // Two straight horns, swept back.
    crest: {
      back: "M16 -42C-6 -62 -34 -74 -66 -78C-46 -62 -30 -46 -14 -26Z",
      front: "M2 -40C-24 -50 -56 -50 -88 -40C-60 -36 -40 -28 -22 -12C-14 -16 -4 -28 2 -40Z",
      ridges: "M-22 -47Q-22 -36 -30 -29M-42 -49Q-41 -41 -47 -36M-60 -47Q-60 -42 -64 -39",
      isBehind: false,
    },
  },
  {
    transport: "long-polling",
    facing: -1,
    spine: points([490, 640], [462, 548], [416, 452], [432, 356], [462, 268], [446, 186], [384, 150]),
    root: { x: 462, y: 600 },
    joint: { x: 384, y: 150 },
    tilt: 2,
    size: 1.1,
    sleep: { neck: -1.5, skull: 14, sink: 1.5 },
    // One ram's horn, curled in on itself.
    crest: {
      back: "M-20 -32C-34 -30 -52 -10 -52 16C-46 4 -36 0 -24 4Z",
      front:
        "M8 -44C-26 -82 -86 -66 -86 -18C-86 18 -46 28 -32 4C-26 -10 -36 -22 -48 -16C-42 -14 -40 -4 -48 2C-60 6 -70 -8 -64 -24C-58 -42 -34 -42 -16 -22Z",
      ridges:
        "M-20 -61Q-22 -48 -28 -38M-44 -66Q-42 -52 -46 -42M-68 -56Q-58 -46 -58 -36M-84 -34Q-72 -30 -65 -22M-86 -8Q-74 -10 -66 -8",
      isBehind: false,
    },
  },
  {
    transport: "sse",
    facing: 1,
    spine: points([512, 640], [544, 548], [592, 448], [574, 350], [542, 262], [560, 172], [622, 138]),
    root: { x: 544, y: 600 },
    joint: { x: 622, y: 138 },
    tilt: -3,
    size: 1.1,
    sleep: { neck: -1.5, skull: 14, sink: 1.5 },
    // A frill that stands like a fan.
    crest: {
      back: "",
      front:
        "M10 -42C0 -62 -14 -82 -32 -96C-36 -84 -42 -78 -52 -74C-66 -70 -76 -68 -90 -66C-84 -54 -84 -46 -88 -36C-94 -24 -98 -18 -106 -10C-92 -6 -86 0 -82 10C-80 22 -80 28 -84 40C-62 40 -40 34 -18 28Z",
      ridges: "M-2 -30L-30 -92M-10 -22L-87 -65M-14 -10L-103 -10M-16 6L-82 39",
      isBehind: true,
    },
  },
  {
    transport: "websocket",
    facing: 1,
    spine: points([532, 640], [600, 560], [704, 516], [774, 454], [754, 380], [760, 320], [814, 298]),
    root: { x: 600, y: 600 },
    joint: { x: 814, y: 298 },
    tilt: 2,
    size: 1.03,
    sleep: { neck: 8, skull: 12, sink: 5 },
    // A crown of blades, each leaning its own way.
    crest: {
      back: "M26 -44C30 -64 42 -84 60 -98C56 -78 54 -62 52 -40Z",
      front:
        "M-26 -10C-44 -18 -62 -32 -76 -52C-54 -44 -38 -40 -24 -38C-34 -54 -40 -74 -40 -96C-26 -78 -14 -64 -2 -54C-4 -72 0 -94 10 -114C16 -92 22 -70 32 -48C16 -40 -10 -28 -26 -10Z",
      ridges: "M-54 -38L-24 -24M-34 -76L-8 -40M10 -96L14 -46",
      isBehind: false,
    },
  },
];

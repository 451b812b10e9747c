// The marks down a neck: the pattern that tells a transport apart where colour cannot. Dots ask again and again,
// long bars hold, chevrons stream one way, diamonds point both ways, and hollow ones are somebody's own work.
import type { TransportName } from "@hydra/protocol";
import { along, beside, fractions, write, type Facing, type Vertebra } from "./anatomy.ts";

const COUNTS = {
  polling: 13,
  "long-polling": 7,
  sse: 12,
  websocket: 10,
  "websocket-raw": 10,
} as const satisfies Record<TransportName, number>;

/** One path, to be filled, of all marks of a neck. */
export function neckMarks(transport: TransportName, spine: readonly Vertebra[], facing: Facing): string {
  return fractions(COUNTS[transport], 0.16, 0.9)
    .map((fraction) => SHAPES[transport](frameAt(along(spine, fraction), facing)))
    .join("");
}

/** Places a point by units towards the skull and units towards the back, scaled with the neck. */
type Frame = (ahead: number, aside: number) => string;

function frameAt(vertebra: Vertebra, facing: Facing): Frame {
  const { x, y } = beside(vertebra, facing, -0.3);
  const unit = vertebra.girth / 30;
  // The spine's direction is its normal turned back by a quarter.
  const [tx, ty] = [vertebra.ny, -vertebra.nx];
  return (ahead, aside) =>
    write({
      x: x + unit * (tx * ahead - vertebra.nx * aside * facing),
      y: y + unit * (ty * ahead - vertebra.ny * aside * facing),
    });
}

const polygon = (...corners: readonly string[]): string => `M${corners.join("L")}Z`;

const SHAPES: Record<TransportName, (at: Frame) => string> = {
  polling: (at) =>
    `M${at(-5, 0)}Q${at(-5, 5)} ${at(0, 5)}Q${at(5, 5)} ${at(5, 0)}Q${at(5, -5)} ${at(0, -5)}Q${at(-5, -5)} ${at(-5, 0)}Z`,
  "long-polling": (at) =>
    `M${at(-20, 0)}Q${at(-17, 5)} ${at(0, 5)}Q${at(17, 5)} ${at(20, 0)}Q${at(17, -5)} ${at(0, -5)}Q${at(-17, -5)} ${at(-20, 0)}Z`,
  sse: (at) => polygon(at(9, 0), at(-3, 12), at(-9, 12), at(2, 0), at(-9, -12), at(-3, -12)),
  websocket: (at) => polygon(at(12, 0), at(0, 7), at(-12, 0), at(0, -7)),
  // The inner one runs the other way round, which leaves it empty.
  "websocket-raw": (at) =>
    polygon(at(14, 0), at(0, 8.5), at(-14, 0), at(0, -8.5)) +
    polygon(at(7, 0), at(0, -4), at(-7, 0), at(0, 4)),
};

// The marks down a neck: the pattern that identifies a transport where colour cannot.
import type { TransportName } from "@hydra/protocol";
import { LOOKS } from "../../transport-looks.ts";
import type { PointOnNeck } from "../../transport-look.ts";
import { along, beside, fractions, write, type Facing, type Vertebra } from "./anatomy.ts";

/** One path, to be filled, of all marks of a neck. */
export function neckMarks(transport: TransportName, spine: readonly Vertebra[], facing: Facing): string {
  const { marks } = LOOKS[transport];
  return fractions(marks.count, 0.16, 0.9)
    .map((fraction) => marks.shape(pointsAt(along(spine, fraction), facing)))
    .join("");
}

function pointsAt(vertebra: Vertebra, facing: Facing): PointOnNeck {
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

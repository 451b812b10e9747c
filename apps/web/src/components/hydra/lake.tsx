// What is not a head: the back and the coils that break the surface, and the rings on the water around them.
import {
  backSail,
  bellyPlates,
  bendSpine,
  scales,
  strip,
  type Facing,
  type Girth,
  type Point,
} from "./anatomy.ts";
import { Cut, SCENE, type Box } from "./cut.tsx";

/** Only the scene's lower end. */
const LOW: Box = { x: 0, y: 470, width: SCENE.width, height: SCENE.height - 470 };

const BACK =
  "M232 640C246 598 292 578 346 566C384 557 398 540 432 534C470 528 482 542 502 542C522 542 532 528 568 534C602 540 616 557 654 566C708 578 754 598 768 640Z";

const path = (...pairs: readonly (readonly [number, number])[]): Point[] => pairs.map(([x, y]) => ({ x, y }));

/** A loop on the left, and the tail with its tip up in the air on the right. */
const COILS = [
  drawCoil(
    path([66, 660], [76, 600], [116, 566], [160, 572], [184, 612], [186, 660]),
    1,
    (along) => 17 + 5 * along,
  ),
  drawCoil(
    path([812, 660], [826, 600], [866, 570], [906, 590], [934, 604], [962, 578], [958, 528], [930, 492]),
    1,
    (along) => 24 * (1 - along) ** 0.8 + 1,
  ),
];

function drawCoil(points: readonly Point[], facing: Facing, girth: Girth) {
  const spine = bendSpine(points, girth);
  return {
    hide: strip(spine, facing, [-1, 1]),
    light: strip(spine, facing, [-0.85, -0.5]),
    belly: strip(spine, facing, [0.4, 1]),
    plates: bellyPlates(spine, facing, 16),
    sail: backSail(spine, facing, 9),
    scales: scales(spine, facing, 22),
  };
}

export function Body(): React.JSX.Element {
  return (
    <Cut box={LOW}>
      {COILS.map((coil) => (
        <g key={coil.hide}>
          <path className="coil-sail" d={coil.sail} />
          <path className="coil" d={coil.hide} />
          <path className="scales" d={coil.scales} />
          <path className="light" d={coil.light} />
          <path className="coil-belly" d={coil.belly} />
          <path className="plates" d={coil.plates} />
        </g>
      ))}
      <path className="coil-deep" d={BACK} />
    </Cut>
  );
}

/** Rings around whatever comes out of the water. */
export function Shallows(): React.JSX.Element {
  return (
    <Cut box={LOW}>
      <path className="ripple" d="M210 606C330 592 670 592 790 606" />
      <path className="ripple" d="M150 626C320 606 680 606 850 626" />
      <path className="ripple ripple-near" d="M270 616C350 606 430 610 500 613C570 610 650 606 730 616" />
      <path
        className="ripple ripple-near"
        d="M36 616C70 606 176 606 214 616M786 616C830 606 900 604 968 614"
      />
      <path className="ripple ripple-near" d="M340 632C420 624 580 624 660 632" />
    </Cut>
  );
}

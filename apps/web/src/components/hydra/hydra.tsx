// The monster: four necks and a body rising from the lake. Each neck and each skull is a layer of its own, so that
// breathing, waking and striking are transforms that the compositor does alone.
import { useMemo, useRef, type CSSProperties } from "react";
import type { TransportName } from "@hydra/protocol";
import type { Effects } from "../../stores/effects.ts";
import { backSail, bellyPlates, bendSpine, edge, neckGirth, scales, strip } from "./anatomy.ts";
import { boxAround, Cut, percent, SCENE, skullBox } from "./cut.tsx";
import { HEADS, headOf, type HeadPlan } from "./heads.ts";
import { neckMarks } from "./marks.ts";
import { Body, Shallows } from "./lake.tsx";
import { Skull } from "./skull.tsx";
import { useHydraMotion } from "./use-hydra-motion.ts";
import "./hydra.css";

/** The inner necks stand behind the outer ones. */
const BACK_TO_FRONT = HEADS.toSorted((one, other) => fromMiddle(one) - fromMiddle(other));

function fromMiddle({ joint }: HeadPlan): number {
  return Math.abs(joint.x - SCENE.width / 2);
}

export interface HydraProps {
  /** The heads that are awake. */
  readonly awake: readonly TransportName[];
  readonly isDefeated: boolean;
  /** What makes it strike and flinch. */
  readonly effects?: Effects;
}

export function Hydra({ awake, isDefeated, effects }: HydraProps): React.JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  useHydraMotion(root, effects);
  const necks = BACK_TO_FRONT.map((plan) => {
    const wakedBy = awake.find((transport) => headOf(transport) === plan.transport);
    return { plan, transport: wakedBy ?? plan.transport, isAwake: !isDefeated && wakedBy !== undefined };
  });
  return (
    <div className="hydra" ref={root} data-defeated={isDefeated} aria-hidden="true">
      <div className="hydra-rise">
        {necks.map((neck) => (
          <Halo key={neck.plan.transport} {...neck} />
        ))}
        <Body />
        {necks.map((neck) => (
          <Neck key={neck.plan.transport} {...neck} />
        ))}
      </div>
      <Shallows />
    </div>
  );
}

interface NeckProps {
  readonly plan: HeadPlan;
  /** Whose colours and marks it wears. */
  readonly transport: TransportName;
  readonly isAwake: boolean;
}

/** The glow behind a skull. It stands still, so that it can be painted into the scene. */
function Halo({ plan, transport, isAwake }: NeckProps): React.JSX.Element {
  const { joint, facing } = plan;
  const style = {
    left: percent(joint.x + 64 * facing, SCENE.width),
    top: percent(joint.y, SCENE.height),
  };
  return <div className="halo" data-transport={transport} data-lit={isAwake} style={style} />;
}

function Neck({ plan, transport, isAwake }: NeckProps): React.JSX.Element {
  const art = useMemo(() => drawNeck(plan, transport), [plan, transport]);
  const { facing, size, tilt, joint, root, sleep } = plan;
  const style = {
    "--root-x": percent(root.x, SCENE.width),
    "--root-y": percent(root.y, SCENE.height),
    "--joint-x": percent(joint.x, SCENE.width),
    "--joint-y": percent(joint.y, SCENE.height),
    "--facing": facing,
    "--sleep-neck": `${sleep.neck * facing}deg`,
    "--sleep-skull": `${sleep.skull * facing}deg`,
    "--sleep-sink": `${sleep.sink}%`,
  } as CSSProperties;
  return (
    <div className="neck" data-transport={transport} data-awake={isAwake} style={style}>
      <Cut box={art.box}>
        <NeckFills transport={transport} from={joint.y} />
        <path className="sail" d={art.sail} />
        <path className="hide" d={art.hide} fill={`url(#hide-${transport})`} />
        <path className="scales" d={art.scales} />
        <path className="light" d={art.light} />
        <path className="shade" d={art.shade} />
        <path className="belly" d={art.belly} fill={`url(#belly-${transport})`} />
        <path className="plates" d={art.plates} />
        <path className="marks" d={art.marks} />
        <path className="rim" d={art.rim} />
      </Cut>
      <div className="pulse" />
      <div className="skull">
        <Cut box={skullBox(plan)}>
          <g transform={`translate(${joint.x} ${joint.y}) scale(${facing * size} ${size}) rotate(${tilt})`}>
            <Skull plan={plan} />
          </g>
        </Cut>
      </div>
    </div>
  );
}

function NeckFills({ transport, from }: { transport: TransportName; from: number }): React.JSX.Element {
  const span = { gradientUnits: "userSpaceOnUse", x1: 0, x2: 0, y1: from, y2: 575 } as const;
  return (
    <defs>
      <linearGradient id={`hide-${transport}`} {...span}>
        <stop className="hide-top" offset="0" />
        <stop className="hide-deep" offset="1" />
      </linearGradient>
      <linearGradient id={`belly-${transport}`} {...span}>
        <stop className="belly-top" offset="0" />
        <stop className="belly-deep" offset="1" />
      </linearGradient>
    </defs>
  );
}

function drawNeck({ spine: points, facing }: HeadPlan, transport: TransportName) {
  const spine = bendSpine(points, neckGirth);
  return {
    hide: strip(spine, facing, [-1, 1]),
    light: strip(spine, facing, [-0.88, -0.62]),
    shade: strip(spine, facing, [0.1, 0.42]),
    belly: strip(spine, facing, [0.36, 1]),
    plates: bellyPlates(spine, facing, 26),
    sail: backSail(spine, facing, 12),
    scales: scales(spine, facing, 40),
    marks: neckMarks(transport, spine, facing),
    rim: edge(spine, facing, -0.97),
    box: boxAround(spine),
  };
}

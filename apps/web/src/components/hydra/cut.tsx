// A piece of the scene cut out to its own size. Layers that move are blended again in every frame, so what is empty
// costs: none is larger than what is on it.
import type { CSSProperties, ReactNode } from "react";
import type { HeadPlan } from "./heads.ts";
import type { Vertebra } from "./anatomy.ts";

/** Scene units: what the drawing's coordinates count in. */
export const SCENE = { width: 1000, height: 640 } as const;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CutProps {
  readonly box: Box;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Cut({ box, className, children }: CutProps): React.JSX.Element {
  const { x, y, width, height } = box;
  const style: CSSProperties = {
    left: percent(x, SCENE.width),
    top: percent(y, SCENE.height),
    width: percent(width, SCENE.width),
    height: percent(height, SCENE.height),
  };
  return (
    <svg className={className} style={style} viewBox={`${x} ${y} ${width} ${height}`}>
      {children}
    </svg>
  );
}

export function percent(value: number, of: number): string {
  return `${((value / of) * 100).toFixed(3)}%`;
}

/** Around a spine, with room for its thickness and sail. */
export function boxAround(spine: readonly Vertebra[]): Box {
  const reach = 1.6;
  const left = Math.min(...spine.map(({ x, girth }) => x - girth * reach));
  const right = Math.max(...spine.map(({ x, girth }) => x + girth * reach));
  const top = Math.min(...spine.map(({ y, girth }) => y - girth * reach));
  return { x: left, y: top, width: right - left, height: SCENE.height - top };
}

/** Around a skull with its crest: the drawing's extent, turned to where it looks. */
export function skullBox({ joint, facing, size }: HeadPlan): Box {
  const [behind, ahead] = [118 * size, 170 * size];
  const x = joint.x - (facing === 1 ? behind : ahead);
  return { x, y: joint.y - 132 * size, width: behind + ahead, height: 216 * size };
}

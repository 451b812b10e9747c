// A lane that shows a family's battle, through the weather of its lab.
import { createBattleConnection, type BattleView, type FaultBench } from "@hydra/client";
import { Lane, type LaneOptions } from "@hydra/lab";
import type { ErrorCode } from "@hydra/protocol";
import type { LanesPlace } from "./place.ts";

export type BattleLane = Lane<BattleView, ErrorCode>;

export interface BattleLaneOptions extends Omit<LaneOptions<BattleView, ErrorCode>, "connect"> {
  /** Where the weather is; looked at for each connection. */
  readonly place: LanesPlace;
  readonly familyId: string;
  /** Faults on purpose. */
  readonly faults?: FaultBench;
}

export function battleLane({ place, familyId, faults, ...options }: BattleLaneOptions): BattleLane {
  return new Lane({
    ...options,
    connect: ({ isSlow, ...feed }) =>
      createBattleConnection({
        baseUrl: isSlow ? place.slowLanesUrl : place.lanesUrl,
        familyId,
        faults,
        ...feed,
      }),
  });
}

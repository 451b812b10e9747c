// The attacks that make a family's frames, and those that fill its ranking.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import type { Battlefield, Hydra } from "../processes/hydra.ts";
import type { Load, LoadGroup } from "./load.ts";

export interface AttackLoad {
  readonly field: Battlefield;
  readonly perSecond: number;
}

/** Attacks over HTTP, as browsers that watch by polling or SSE send them; by all players in turn. */
export function attackAt(
  load: Load,
  { port }: Pick<Hydra, "port">,
  { field, perSecond }: AttackLoad,
): Promise<LoadGroup> {
  return load.attack({
    port,
    path: routes.attacks(field.familyId),
    transport: "http",
    tokens: field.tokens,
    connections: field.tokens.length,
    pace: { perSecond },
  });
}

/** All players hit, so that the ranking is full and the code is compiled. */
export async function warmUp(load: Load, hydra: Pick<Hydra, "port">, field: Battlefield): Promise<void> {
  await using _ = await attackAt(load, hydra, { field, perSecond: 2_000 });
  await wait(1_000);
}

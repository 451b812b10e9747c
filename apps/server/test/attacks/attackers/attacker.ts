// The attacker: a process of its own at the lowest priority, since it shares the machine with the server and what is asked is how
// the server fares, not how the processor is divided. Forked by target.ts; sends one report and ends.
import { setPriority } from "node:os";
import { flood, type FloodReport } from "./flood.ts";
import { floodsOn } from "./flood-kinds.ts";
import { hold, type Hold, type HoldReport } from "./hold.ts";
import { misdeeds } from "./mqtt-bytes.ts";
import { makeRequests, type Requests, type RequestsReport } from "./requests.ts";
import type { Victim } from "./victim.ts";

/** What it does, by the name of a flood or as it is ordered. */
export type Attack =
  | { readonly type: "flood"; readonly name: string }
  | { readonly type: "hold"; readonly kind: Hold }
  | { readonly type: "mqtt-misdeeds"; readonly connections: number }
  | { readonly type: "requests"; readonly kind: Requests };

export type AttackReport<Type extends Attack["type"]> = {
  flood: FloodReport;
  hold: HoldReport;
  "mqtt-misdeeds": HoldReport;
  requests: RequestsReport;
}[Type];

/** What the process is made with, as JSON in its first argument. */
export interface AttackOrder {
  readonly victim: Victim;
  readonly attack: Attack;
}

const LOWEST_PRIORITY = 19;

setPriority(LOWEST_PRIORITY);
const report = await run(JSON.parse(process.argv[2] ?? "") as AttackOrder);
process.send?.(report, () => process.disconnect?.());

function run({ victim, attack }: AttackOrder): Promise<AttackReport<Attack["type"]>> {
  switch (attack.type) {
    case "flood": {
      const kind = floodsOn(victim.player.familyId).get(attack.name);
      if (kind === undefined) throw new Error(`no flood is named ${attack.name}`);
      return flood(victim, kind);
    }
    case "hold":
      return hold(victim, attack.kind);
    case "mqtt-misdeeds": {
      const sends = misdeeds(victim.player.familyId);
      return hold(victim, { connections: attack.connections, reads: true, sends });
    }
    case "requests":
      return makeRequests(victim, attack.kind);
  }
}

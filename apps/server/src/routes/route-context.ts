// What every route group is given. Routes parse, ask or append, and answer; they change no state themselves.
import { ProtocolError } from "@hydra/protocol";
import type { Battle } from "@hydra/engine";
import type { FastifyBaseLogger } from "fastify";
import type { AttackContext } from "../battle/attack-command.ts";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";
import type { Config } from "../config.ts";
import type { Hub, Liveness } from "@hydra/feed/server";
import type { RankingFeed } from "../ranking/ranking-feed.ts";
import type { EventLog } from "../log/event-log.ts";
import type { ClientLimits } from "../plugins/client-limits.ts";
import type { ConnectionLimits } from "../plugins/connection-limits.ts";
import type { KnownHosts } from "../plugins/known-hosts.ts";
import type { TrustedProxies } from "../plugins/client-address.ts";
import type { Refusals } from "../plugins/refusals.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { Timings } from "../timings.ts";
import type { Budgets } from "./budgets.ts";
import type { Metrics } from "./metrics.ts";

export interface RouteContext {
  readonly config: Config;
  readonly timings: Timings;
  readonly log: EventLog;
  readonly loop: BattleLoop;
  readonly places: PlayerPlaces;
  /** What every attack needs, whichever way it comes. */
  readonly attacks: AttackContext;
  readonly hub: Hub<RankingFeed>;
  readonly limits: ClientLimits;
  readonly connections: ConnectionLimits;
  readonly hosts: KnownHosts;
  readonly refusals: Refusals;
  /** Names the client of a request. */
  readonly proxies: TrustedProxies;
  readonly budgets: Budgets;
  readonly metrics: Metrics;
  /** Watches every WebSocket. */
  readonly liveness: Liveness;
  readonly logger: FastifyBaseLogger;
  /** Absent unless tracing is on. */
  readonly tracer: Tracer | undefined;
}

/** Path parameters of every family route. */
export interface FamilyParams {
  Params: { familyId: string };
}

/** @throws ProtocolError `unknown-family` */
export function requireBattle({ loop }: RouteContext, familyId: string): Battle {
  const battle = loop.battle(familyId);
  if (battle === undefined) throw new ProtocolError("unknown-family");
  return battle;
}

// The lab's endpoints: traffic, weather, what a lane has cost.
import {
  parseCutRequest,
  parseLabQuery,
  parseLane,
  parseTrafficRequest,
  parseWeatherRequest,
  ProtocolError,
  type LabAnswer,
  type LaneLedger,
  type TrafficAnswer,
  type WeatherAnswer,
} from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import type { Lab } from "./lab.ts";
import { requireBattle, type FamilyParams, type RouteContext } from "../routes/route-context.ts";

interface LabQuery {
  Querystring: { labId?: unknown };
}

export function labRoutes(app: FastifyInstance, context: RouteContext, lab: Lab): void {
  app.get("/api/lab", (): LabAnswer => {
    const [weatherPort = null, slowPort = null] = lab.ports;
    return { weatherPort, slowPort };
  });

  app.put<FamilyParams>("/api/lab/traffic/:familyId", ({ params, body, raw }): TrafficAnswer => {
    const { familyId } = params;
    const { rules } = requireBattle(context, familyId);
    const request = parseTrafficRequest(body);
    if (rules.cooldownScale !== 0) {
      throw new ProtocolError("invalid-body", "Traffic is for families made with a cooldownScale of 0.");
    }
    const client = context.proxies.clientOf(raw);
    context.limits.take(client);
    return lab.runTraffic(familyId, { ...request, client });
  });

  app.delete<FamilyParams & LabQuery>("/api/lab/traffic/:familyId", ({ params, query }, reply) => {
    requireBattle(context, params.familyId);
    lab.stopTraffic(params.familyId, parseLabQuery(query).labId);
    return reply.code(204).send();
  });

  app.put("/api/lab/weather", ({ body, raw }): WeatherAnswer => {
    const request = parseWeatherRequest(body);
    const client = context.proxies.clientOf(raw);
    context.limits.take(client);
    return lab.setWeather({ ...request, client });
  });

  app.delete<LabQuery>("/api/lab/weather", ({ query }, reply) => {
    lab.clearWeather(parseLabQuery(query).labId);
    return reply.code(204).send();
  });

  app.post("/api/lab/weather/cut", ({ body, raw }, reply) => {
    const request = parseCutRequest(body);
    const client = context.proxies.clientOf(raw);
    context.limits.take(client);
    lab.cut({ ...request, client });
    return reply.code(204).send();
  });

  app.get<{ Params: { laneId: string } }>("/api/lab/lanes/:laneId", ({ params }, reply): LaneLedger => {
    const laneId = parseLane(params.laneId) ?? "";
    const ledger = lab.ledger.read(laneId);
    if (ledger === undefined) throw new ProtocolError("unknown-lane");
    void reply.header("cache-control", "no-store");
    return ledger;
  });
}

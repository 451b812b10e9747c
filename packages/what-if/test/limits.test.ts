// What breaks first: each bound is reached where its document has it.
import { describe, expect, it } from "vitest";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { DEFAULT_SCENARIO, LIMITS, whatIf, type LimitReach, type Scenario } from "../src/index.ts";

function limitsOf(lane: TransportName, part: Partial<Scenario> = {}): readonly LimitReach[] {
  const scenario = { ...DEFAULT_SCENARIO, hiddenPercent: 0, ...part };
  return whatIf({ scenario, run: null, prices: {}, lanes: [lane] }).lanes[0]!.limits;
}

function hostedLimitsOf(part: Partial<Scenario>): readonly LimitReach[] {
  const scenario = { ...DEFAULT_SCENARIO, hiddenPercent: 0, ...part };
  return whatIf({ scenario, run: null, prices: {} }).hostedLimits;
}

const stateOf = (id: string, lane: TransportName, part: Partial<Scenario> = {}): string | undefined =>
  [...limitsOf(lane, part), ...hostedLimitsOf(part)].find(({ limit }) => limit.id === id)?.state;

describe("bounds", () => {
  it("[WI33] have a document each", () => {
    expect(new Set(LIMITS.map(({ id }) => id)).size).toBe(LIMITS.length);
    for (const { source, value } of LIMITS) {
      expect(value).toBeGreaterThan(0);
      if (source.type === "model") expect(source.address).toMatch(/^https:/);
      else expect("reference" in source ? source.reference : "").toMatch(/\w{5}/);
    }
  });

  it.each([
    ["six-connections", "sse", { tabs: 6 }, { tabs: 7 }],
    ["six-connections", "long-polling", { tabs: 6 }, { tabs: 7 }],
    ["proxy-ports", "websocket", { clients: 28_232 }, { clients: 28_233 }],
    ["files-1024", "polling", { clients: 1_024 }, { clients: 1_025 }],
    ["files-65535", "sse", { clients: 65_535 }, { clients: 65_536 }],
    ["one-address", "sse", { clients: 4_096 }, { clients: 4_097 }],
    [
      "serving-thread",
      "sse",
      { clients: 113_765, updatesPerSecond: 1 },
      { clients: 113_766, updatesPerSecond: 1 },
    ],
    ["gateway-life", "websocket", { hoursPerDay: 2 }, { hoursPerDay: 3 }],
    ["gateway-connects", "websocket", { clients: 3_600_000 }, { clients: 3_600_001 }],
    ["gateway-frame", "websocket", { updateBytes: 32_768 }, { updateBytes: 32_769 }],
    ["ably-messages", "websocket", { clients: 125 }, { clients: 126 }],
    ["pusher-messages", "websocket", { clients: 1, hoursPerDay: 13 }, { clients: 1, hoursPerDay: 14 }],
    ["netease-size", "websocket", { updateBytes: 4_096 }, { updateBytes: 4_097 }],
    ["nginx-idle", "polling", { pollIntervalMs: 60_000 }, { pollIntervalMs: 60_001 }],
  ] as const)("[WI34] [WI35] %s of %s holds up to its value and breaks above it", (...bound) => {
    const [id, lane, upTo, above] = bound;
    expect(stateOf(id, lane, upTo)).toBe("near");
    expect(stateOf(id, lane, above)).toBe("breaks");
  });

  it("[WI37] of silence are met by heartbeats, holds and pings, whatever is published", () => {
    const part = { updatesPerSecond: 0.001 };
    for (const lane of ["sse", "websocket", "mqtt", "long-polling"] as const) {
      for (const id of ["nginx-idle", "alb-idle", "haproxy-idle", "cloudflare-read", "azure-idle"])
        expect(stateOf(id, lane, part), `${lane} ${id}`).toBe("fine");
    }
    expect(stateOf("gateway-integration", "long-polling", part)).toBe("breaks");
    expect(stateOf("gateway-integration", "long-polling", { updatesPerSecond: 1 })).toBe("fine");
  });

  it("[WI37] are a lane's only where they concern it", () => {
    const ids = (lane: TransportName, part: Partial<Scenario> = {}) =>
      limitsOf(lane, part).map(({ limit }) => limit.id);
    expect(ids("polling")).not.toContain("six-connections");
    expect(ids("websocket")).not.toContain("six-connections");
    expect(ids("sse", { http: "2" })).not.toContain("six-connections");
    expect(ids("sse", { http: "2" })).toContain("http2-streams");
    expect(ids("mqtt")).toContain("browser-sockets");
    for (const lane of TRANSPORTS) expect(ids(lane)).not.toContain("ably-messages");
    // Not measured, so not known: no bound of cores.
    expect(ids("websocket-raw")).not.toContain("serving-thread");
  });

  it("[WI36] stand in the order in which they break", () => {
    const limits = limitsOf("websocket", { clients: 1_000_000, updatesPerSecond: 20 });
    const reaches = limits.map(({ reach }) => reach.value!);
    expect(reaches).toEqual([...reaches].sort((a, b) => b - a));
    expect(limits[0]!.state).toBe("breaks");
    expect(limits.at(-1)!.state).toBe("fine");
  });
});

// RATE_LIMIT is a client's, over raw sockets: by address and by player, whichever way a command comes, and through the lab's ports.
import { decodeLabAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";
import { attackTogether, countOf, joinFrom, METRICS_TOKEN, WAYS, type Attacker } from "./raw-attackers.ts";

const RATE_LIMIT = 20;
/** Of one connection, in one breath; fewer than those after which a socket is closed. */
const ATTACKS = 40;
const MANY = Array.from({ length: 10 }, (_, n) => n);

const fromIpv4 = (n: number) => ({ host: "127.0.0.1", localAddress: `127.0.1.${n}` });

/** Players who have joined, each from an address without attacks. */
async function players(server: RunningServer, count: number, host = "127.0.0.1"): Promise<JoinAnswer[]> {
  const familyId = await createFamily(server);
  const joined: JoinAnswer[] = [];
  for (let n = 0; n < count; n += 1) {
    const localAddress = host === "::1" ? host : `127.0.2.${n + 1}`;
    joined.push(await joinFrom(server.port, familyId, { host, localAddress }));
  }
  return joined;
}

async function labPorts({ url }: RunningServer): Promise<number[]> {
  const { weatherPort, slowPort } = decodeLabAnswer(await (await fetch(url + routes.lab)).text());
  return [weatherPort ?? 0, slowPort ?? 0];
}

describe.each(WAYS)("[PR16] by %s", (way) => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::", "127.0.0.1"],
    ["::", "::1"],
  ])("many players of one address have one share: on %s, from %s", async (listening, host) => {
    await using server = await startServer({
      host: listening,
      metricsToken: METRICS_TOKEN,
      rateLimit: RATE_LIMIT,
    });
    const attackers = (await players(server, 10, host)).map((player): Attacker => ({
      player,
      way,
      attacks: ATTACKS,
      place: { host },
    }));
    const { taken, allowed, sent } = await attackTogether(server.port, attackers, RATE_LIMIT);
    expect(taken).toBeLessThanOrEqual(allowed);
    expect(taken).toBeGreaterThan(0);
    const refused = await countOf(server, "hydra_attacks_total", "rate-limited");
    expect(refused).toBe(sent - taken);
    expect(await countOf(server, "hydra_refused_clients_total", "rate-limited")).toBe(refused);
  });

  it("one player of many addresses has one share", async () => {
    await using server = await startServer({ rateLimit: RATE_LIMIT });
    const [player] = (await players(server, 1)) as [JoinAnswer];
    const attackers = MANY.map((n): Attacker => ({ player, way, attacks: ATTACKS, place: fromIpv4(n + 1) }));
    const { taken, allowed } = await attackTogether(server.port, attackers, RATE_LIMIT);
    expect(taken).toBeLessThanOrEqual(allowed);
    expect(taken).toBeGreaterThan(0);
  });

  it("players of their own addresses have a share each", async () => {
    await using server = await startServer({ rateLimit: RATE_LIMIT });
    const joined = await players(server, 10);
    const attackers = joined.map((player, n): Attacker => ({
      player,
      way,
      attacks: RATE_LIMIT,
      place: fromIpv4(n + 1),
    }));
    const { taken, sent } = await attackTogether(server.port, attackers, RATE_LIMIT);
    expect(taken).toBe(sent);
  });

  it.each([
    ["is a /64 of IPv6", (n: number) => `2001:db8:0:1:${n}::${n}`],
    [
      "is an IPv4 address, however it is written",
      (n: number) =>
        ["198.51.100.7", "::ffff:198.51.100.7", "::ffff:c633:6407", "198.51.100.7:81"][n % 4] ?? "",
    ],
  ])("a client behind a proxy %s", async (_what, addressOf) => {
    await using server = await startServer({ rateLimit: RATE_LIMIT, trustProxy: ["127.0.1.0/24"] });
    const attackers = (await players(server, 10)).map((player, n): Attacker => ({
      player,
      way,
      attacks: ATTACKS,
      place: fromIpv4(1),
      headers: { "X-Forwarded-For": addressOf(n) },
    }));
    const { taken, allowed } = await attackTogether(server.port, attackers, RATE_LIMIT);
    expect(taken).toBeLessThanOrEqual(allowed);
  });

  it("clients behind a proxy have a share each", async () => {
    await using server = await startServer({ rateLimit: RATE_LIMIT, trustProxy: ["127.0.1.0/24"] });
    const attackers = (await players(server, 10)).map((player, n): Attacker => ({
      player,
      way,
      attacks: RATE_LIMIT,
      place: fromIpv4(1),
      headers: { "X-Forwarded-For": `2001:db8:0:${n}::1` },
    }));
    const { taken, sent } = await attackTogether(server.port, attackers, RATE_LIMIT);
    expect(taken).toBe(sent);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::", "127.0.0.1"],
    ["::", "::1"],
  ])(
    "a client through the lab's ports has its own address, and is no proxy: on %s, from %s",
    async (listening, host) => {
      const trustProxy = ["127.0.0.1"];
      await using server = await startServer({
        host: listening,
        metricsToken: METRICS_TOKEN,
        rateLimit: RATE_LIMIT,
        trustProxy,
      });
      const joined = await players(server, 10, host);
      const place = host === "::1" ? { host } : { host, localAddress: "127.0.1.9" };
      for (const port of await labPorts(server)) {
        const attackers = joined.map((player, n): Attacker => ({
          player,
          way,
          attacks: 10,
          place,
          headers: { "X-Forwarded-For": `198.51.100.${n}` },
        }));
        const { taken, allowed } = await attackTogether(port, attackers, RATE_LIMIT);
        expect(taken).toBeLessThanOrEqual(allowed);
      }
      // Other clients on this machine have lost nothing.
      if (host === "::1") return;
      const bystander = joined.map((player): Attacker => ({ player, way, attacks: 1, place: { host } }));
      expect((await attackTogether(server.port, bystander, RATE_LIMIT)).taken).toBe(10);
    },
  );
});

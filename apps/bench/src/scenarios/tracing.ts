// What tracing costs an attack: off, as it is unless an operator asks for it, with one in a hundred sampled, and with all. The
// collector takes what it is sent and does nothing with it.
import { once } from "node:events";
import { createServer } from "node:http";
import { routes } from "@hydra/protocol";
import { Load } from "../load/load.ts";
import { Hydra } from "../processes/hydra.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median, medianRatio } from "../report/statistics.ts";
import { inRounds } from "../rounds.ts";
import type { Scenario } from "../scenario.ts";

const PLAYERS = 100;
const WAYS = [
  { way: "HTTP", transport: "http", connections: 100, pace: { underWay: 8 } },
  { way: "WebSocket", transport: "websocket", connections: 50, pace: { underWay: 60 } },
] as const;

export const tracing: Scenario = {
  name: "tracing",
  summary: "what an attack costs with tracing off, with a hundredth and with all of the attacks sampled",
  async run({ runs, seconds }) {
    await using collector = await openCollector();
    const on = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    await using off = await Hydra.start();
    await using some = await Hydra.start({
      ...on,
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.01",
    });
    await using all = await Hydra.start(on);
    await using load = await Load.start();
    const subjects = [];
    for (const [kind, hydra] of Object.entries({ off, "1 %": some, all })) {
      const { familyId, tokens } = await hydra.createBattlefield(PLAYERS);
      for (const { way, ...how } of WAYS) {
        const path =
          how.transport === "http" ? routes.attacks(familyId) : routes.feed(familyId, how.transport);
        const { pid, port } = hydra;
        subjects.push({ label: `${way}, ${kind}`, peer: `${way}, off`, pid, port, path, tokens, ...how });
      }
    }
    const samples = await inRounds(runs, subjects, {
      async measure(subject) {
        await using attackers = await load.attack(subject);
        return await measureWindow(subject.pid, attackers, seconds);
      },
      describe: (window) => `${count(rate(window))}/s, ${cpuUs(window).toFixed(1)} µs each`,
    });
    const figures = (label: string, read: (window: Window) => number): number[] =>
      (samples.get(label) ?? []).map(read);
    const rows = subjects.map(({ label, peer }) => [
      label,
      count(median(figures(label, rate))),
      medianRatio(figures(label, rate), figures(peer, rate)).toFixed(2),
      median(figures(label, cpuUs)).toFixed(1),
      medianRatio(figures(label, cpuUs), figures(peer, cpuUs)).toFixed(2),
    ]);
    const columns = ["", "attacks/s", "× off", "µs CPU each", "× off"];
    return { tables: [{ title: `Attacks by ${PLAYERS} players, traced or not`, columns, rows }] };
  },
};

function rate({ figures }: Window): number {
  return ((figures.count - figures.errors) / figures.elapsedMs) * 1_000;
}

function cpuUs({ cpuUs: us, figures }: Window): number {
  return us / figures.count;
}

async function openCollector(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The collector has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

// A thousand watchers who come back at once with a cursor, as after a cut: how long until each has its first frame.
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import { Load } from "../load/load.ts";
import type { Figures, Lane } from "../load/orders.ts";
import { Peer } from "../peers/peer.ts";
import { Hydra } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { count, median } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Result, Scenario } from "../scenario.ts";

interface Subject {
  readonly label: string;
  readonly lane: Lane;
  readonly pid: number;
  readonly port: number;
  /** Asked for anew each time: a cursor ages. */
  path(): Promise<string>;
}

interface Sample {
  readonly opening: Figures;
  readonly cpuUs: number;
}

export const burst: Scenario = {
  name: "burst",
  summary: "1,000 watchers reconnect at once: time until each has its first frame",
  async run({ runs, watchers }) {
    await using hydra = await Hydra.start();
    await using load = await Load.start();
    const field = await hydra.createBattlefield(100);
    await warmUp(load, hydra, field);
    const sizes = { frameBytes: 430, framesPerSecond: 20, snapshotBytes: 9_400 };
    await using ws = await Peer.start("ws", sizes);
    await using http = await Peer.start("http", sizes);
    await using socketIo = await Peer.start("socket-io", sizes);
    await using _ = await attackAt(load, hydra, { field, perSecond: 20 });
    const own = (label: string, lane: "websocket" | "sse" | "long-polling"): Subject => ({
      label,
      lane,
      pid: hydra.pid,
      port: hydra.port,
      async path() {
        const answer = await fetch(`${hydra.url}${routes.feed(field.familyId, "polling")}`);
        const since = (answer.headers.get("etag") ?? "").replaceAll('"', "");
        return `${routes.feed(field.familyId, lane)}?since=${since}`;
      },
    });
    const peer = (label: string, lane: Lane, { pid, port }: Peer): ((path: string) => Subject) => {
      return (path) => ({ label, lane, pid, port, path: () => Promise.resolve(path) });
    };
    const subjects = [
      own("Hydra WebSocket", "websocket"),
      own("Hydra SSE", "sse"),
      own("Hydra long-poll", "long-polling"),
      peer("ws", "websocket", ws)("/"),
      peer("node:http SSE", "sse", http)("/events"),
      peer("socket.io", "socket.io", socketIo)("/socket.io/?EIO=4&transport=websocket"),
    ];
    const measure = async ({ lane, pid, port, path }: Subject): Promise<Sample> => {
      const order = { lane, port, path: await path(), count: watchers };
      const before = readCpuUs(pid);
      await using group = await load.watch(order);
      return { opening: group.opening, cpuUs: readCpuUs(pid) - before };
    };
    const describe = ({ opening }: Sample): string =>
      `half after ${opening.p50Ms.toFixed(0)} ms, all after ${opening.worstMs.toFixed(0)} ms`;
    return report(watchers, await inRounds(runs, subjects, { measure, describe }));
  },
};

function report(watchers: number, samples: Samples<Sample>): Result {
  const rows = [...samples].map(([label, all]) => [
    label,
    median(all.map(({ opening }) => opening.p50Ms)).toFixed(0),
    median(all.map(({ opening }) => opening.p99Ms)).toFixed(0),
    median(all.map(({ opening }) => opening.worstMs)).toFixed(0),
    median(all.map(({ opening, cpuUs }) => cpuUs / opening.count)).toFixed(0),
  ]);
  const columns = ["", "p50 ms", "p99 ms", "last ms", "µs CPU each"];
  return { tables: [{ title: `${count(watchers)} reconnect at once; first frame after`, columns, rows }] };
}

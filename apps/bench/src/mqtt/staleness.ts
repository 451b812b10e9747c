// How stale what a watcher shows is over MQTT, beside WebSocket: the server itself, whose attacks make the frames, with one watcher and
// with a crowd. Both lanes are of one server, so that its clock is in no difference; each has a family of its own, which rests while
// another is measured.
import { setTimeout as wait } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import { Hydra, type Battlefield } from "../processes/hydra.ts";
import { measureWindow, type Window } from "../processes/window.ts";
import { count, median, medianDifference, spread } from "../report/statistics.ts";
import { inRounds, type Samples } from "../rounds.ts";
import type { Options } from "../options.ts";
import type { Claim, Table } from "../scenario.ts";

const FRAMES_PER_SECOND = 20;
/** As many as a ranking shows. */
const PLAYERS = 100;
/** Until the collector has come to terms with a thousand connections more. */
const SETTLE_MS = 10_000;
const MAX_DIFFERENCE_MS = 3;

const EMBEDDED = "MQTT, embedded";
const WEBSOCKET = "WebSocket";
const LANES = [
  [EMBEDDED, "mqtt"],
  [WEBSOCKET, "websocket"],
] as const;

interface Place {
  readonly label: string;
  readonly lane: (typeof LANES)[number][1];
  readonly watchers: number;
  readonly server: Hydra;
}

interface Watched extends Place {
  readonly field: Battlefield;
  readonly group: LoadGroup;
}

function labelOf(lane: string, watchers: number): string {
  return watchers === 1 ? `${lane}, quiet` : `${lane}, ${count(watchers)} watchers`;
}

export async function measureStaleness(options: Options): Promise<{ table: Table; claims: Claim[] }> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(await Load.start());
  const sizes = [1, options.watchers];
  const watched: Watched[] = [];
  for (const watchers of sizes) {
    const server = stack.use(await Hydra.start());
    for (const [label, lane] of LANES) {
      const place = { label: labelOf(label, watchers), lane, watchers, server };
      watched.push(await open(stack, load, place));
    }
  }
  const samples = await inRounds(options.runs, watched, {
    measure: (one) => measure(load, one, options.seconds),
    describe: ({ figures }) =>
      `staleness p50 ${figures.p50Ms.toFixed(2)} ms, p99 ${figures.p99Ms.toFixed(2)} ms`,
  });
  return report(watched, samples, sizes);
}

async function open(stack: AsyncDisposableStack, load: Load, place: Place): Promise<Watched> {
  const { lane, watchers, server } = place;
  const field = await server.createBattlefield(PLAYERS);
  await warmUp(load, server, field);
  const { familyId } = field;
  const target = { port: server.port, path: routes.feed(familyId, lane), topic: routes.topic(familyId) };
  const clockAheadMs = await server.clockAheadMs();
  const group = stack.use(await load.watch({ lane, ...target, clockAheadMs, count: watchers, atOnce: 100 }));
  await using _ = await attackAt(load, server, { field, perSecond: FRAMES_PER_SECOND });
  await wait(SETTLE_MS);
  return { ...place, field, group };
}

async function measure(
  load: Load,
  { label, server, field, group }: Watched,
  seconds: number,
): Promise<Window> {
  await using _ = await attackAt(load, server, { field, perSecond: FRAMES_PER_SECOND });
  const window = await measureWindow(server.pid, group, seconds);
  const { errors, ended } = window.figures;
  if (errors + ended > 0) throw new Error(`${label}: ${errors} errors, ${ended} watchers gone.`);
  return window;
}

function report(
  watched: readonly Watched[],
  samples: Samples<Window>,
  sizes: readonly number[],
): { table: Table; claims: Claim[] } {
  const p50s = (label: string): number[] => (samples.get(label) ?? []).map(({ figures }) => figures.p50Ms);
  const rows = watched.map(({ label, watchers }) => {
    const windows = samples.get(label) ?? [];
    const middle = (read: (window: Window) => number): number => median(windows.map(read));
    return [
      label,
      middle(({ figures }) => figures.p50Ms).toFixed(2),
      spread(p50s(label), 2),
      middle(({ figures }) => figures.p99Ms).toFixed(2),
      middle(({ figures }) => (figures.count / watchers / figures.elapsedMs) * 1_000).toFixed(1),
    ];
  });
  const claims = sizes.map((watchers): Claim => {
    const differenceMs = medianDifference(
      p50s(labelOf(EMBEDDED, watchers)),
      p50s(labelOf(WEBSOCKET, watchers)),
    );
    const what = `${labelOf(EMBEDDED, watchers)}: staleness p50 beyond WebSocket's`;
    const measured = `${differenceMs.toFixed(2)} ms`;
    return { what, target: `≤ ${MAX_DIFFERENCE_MS} ms`, measured, holds: differenceMs <= MAX_DIFFERENCE_MS };
  });
  const title = `Staleness of the server's own lanes, ${FRAMES_PER_SECOND} attacks a second`;
  return { table: { title, columns: ["", "p50 ms", "range", "p99 ms", "frames/s"], rows }, claims };
}

// What one delivery costs: the server's processor time while a crowd watches, divided by the frames that arrived. Side
// by side with peers that send as many bytes at the same pace. Each has a process and a crowd of its own for as long as the
// scenario lasts, and all are measured in turn, several times over, while the others rest: what is compared is seconds
// apart. Peers have a timer where Hydra has players: what their attacks cost a server without watchers, and the least that
// stores them, is measured right before.
import { setTimeout as wait } from "node:timers/promises";
import {
  candidates,
  FRAMES_PER_SECOND,
  openMakers,
  PLAYERS,
  type Makers,
  type Server,
  type Traits,
} from "../fan-out/candidates.ts";
import { describe, reportFanOut, type Sample } from "../fan-out/report.ts";
import { Load, type LoadGroup } from "../load/load.ts";
import type { Figures } from "../load/orders.ts";
import { Hydra } from "../processes/hydra.ts";
import { readCpuUs } from "../processes/process-figures.ts";
import { measureSizes } from "../processes/sizes.ts";
import { measureWindow } from "../processes/window.ts";
import { inRounds } from "../rounds.ts";
import type { Scenario } from "../scenario.ts";

const SETTLE_MS = 500;
/** A thousand connections more: it takes seconds of frames until the collector has come to terms with them. */
const CROWD_SETTLE_MS = 10_000;

export const fanOut: Scenario = {
  name: "fan-out",
  summary: "processor time and staleness of one delivery, every transport, beside other libraries",
  async run(options) {
    await using stack = new AsyncDisposableStack();
    const load = stack.use(await Load.start());
    const sizes = await measureSizesOfOwn(load);
    console.log(`an update has ${sizes.frameBytes} bytes, a snapshot ${sizes.snapshotBytes}`);
    const peerOptions = { ...sizes, framesPerSecond: FRAMES_PER_SECOND };
    const makers = await openMakers(stack, load, peerOptions);
    const crowds: Crowd[] = [];
    for (const { open, ...traits } of candidates(load, peerOptions)) {
      const server = await open(stack);
      const { port, path } = server;
      const { lane } = traits;
      const watchers = stack.use(
        await load.watch({ lane, port, path, count: options.watchers, atOnce: 100 }),
      );
      const crowd = { ...traits, server, watchers, ...(traits.isOwn ? { makers } : {}) };
      await settle(crowd);
      crowds.push(crowd);
    }
    const samples = await inRounds(options.runs, crowds, {
      measure: (crowd) => measureCrowd(crowd, options.seconds),
      describe,
    });
    return reportFanOut(options, crowds, samples);
  },
};

async function measureSizesOfOwn(load: Load): ReturnType<typeof measureSizes> {
  await using hydra = await Hydra.start();
  return await measureSizes(load, hydra, await hydra.createBattlefield(PLAYERS));
}

interface Crowd extends Traits {
  readonly server: Server;
  readonly watchers: LoadGroup;
  /** Unless frames come by themselves. */
  readonly makers?: Makers;
}

async function settle({ server }: Crowd): Promise<void> {
  await using _ = await server.play();
  await wait(CROWD_SETTLE_MS);
}

async function measureCrowd(crowd: Crowd, seconds: number): Promise<Sample> {
  const { server, watchers, makers } = crowd;
  assertWhole(crowd, await watchers.read());
  const making =
    makers === undefined
      ? undefined
      : {
          ownCpuUs: await measureMaking(makers.own, seconds),
          peerCpuUs: await measureMaking(makers.peer, seconds),
        };
  await using _ = await server.play();
  const window = await measureWindow(server.pid, watchers, seconds);
  assertWhole(crowd, window.figures);
  return { ...window, ...(making === undefined ? {} : { making }) };
}

/** What a smaller crowd costs is no delivery's cost. */
function assertWhole({ label }: Crowd, { errors, ended }: Figures): void {
  if (errors + ended > 0) throw new Error(`${label}: ${errors} errors, ${ended} watchers gone.`);
}

async function measureMaking(server: Server, seconds: number): Promise<number> {
  await using _ = await server.play();
  await wait(SETTLE_MS);
  const before = readCpuUs(server.pid);
  await wait(seconds * 1_000);
  return readCpuUs(server.pid) - before;
}

// What every attack has in common: a server in a process of its own, a bystander who plays on it meanwhile, and what the
// attack cost the server. An attack is a file beside this one: it opens a target, does its worst within `underAttack`, and
// asserts what became of it. Server, bystander and attacker are processes of their own; the attacker has the lowest priority, so
// that on a small machine the bystander's time is the server's and not the scheduler's.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodeFrame, decodePlayerAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { expect, vi } from "vitest";
import { createFamily, join } from "../http-player.ts";
import { IS_LONG } from "../long.ts";
import { ServerProcess } from "../server-process.ts";
import type { Attack, AttackOrder, AttackReport } from "./attackers/attacker.ts";
import type { BystanderOrder, BystanderReport } from "./bystander.ts";

export const ATTACK_MS = IS_LONG ? 4_000 : 2_000;
/** A limit for what hangs. */
export const ATTACK_TIMEOUT_MS = 120_000;

const MIB = 2 ** 20;
/** Attacks of the bystander before anything happens, of which the first find everything cold. */
const CALM_ATTACKS = 24;
const COLD_ATTACKS = 8;
/** A bystander's median in the long form, of a server that gets the processor when it needs it. */
const MAX_MEDIAN_MS = 250;
/** An entry with its index, and a write-ahead log that is copied now and then. */
const BYTES_PER_ENTRY = 1_000;
const WAL_BYTES = 8 * MIB;
/** Files and threads of the server's own that come and go. */
const OWN_HANDLES = 16;
const HANDLE_POLL_MS = 100;
/** Connections of the bystander's, one for each attack under way. */
const BYSTANDER_HANDLES = 100;
/** A slow sender is cut after 10 s, which is looked for every 2 s; a peer that has gone is seen at once. */
const HANDLES_GONE_MS = 30_000;

/** What an attack may cost. */
export interface Bounds {
  /** Resident, over what it was before. */
  readonly growthMib: number;
  /** Of the attacker. */
  readonly handles: number;
  /** Entries in the log, beside the bystander's attacks; asked when it is over. */
  readonly entries?: () => number;
}

/** A bystander's medians, and how many times as long as alone on the machine the server took meanwhile. */
export interface Measured {
  readonly calmMs: number;
  readonly attackedMs: number;
  readonly slowdown: number;
}

export class Target implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #settings: Record<string, string>;
  #server: ServerProcess & { readonly url: string };
  readonly #bystander: Bystander;

  private constructor(parts: Pick<Started, "dataDir" | "settings" | "server"> & { player: JoinAnswer }) {
    this.#dataDir = parts.dataDir;
    this.#settings = parts.settings;
    this.#server = parts.server;
    this.#bystander = new Bystander(parts.player);
  }

  /** @param settings in the place of the server's defaults */
  static async open(settings: Record<string, string> = {}): Promise<Target> {
    const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-attack-"));
    const started = { dataDir, settings, server: await start(dataDir, settings) };
    const familyId = await createFamily(started.server);
    return new Target({ ...started, player: await join(started.server, familyId) });
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The family and the player of the bystander. */
  get player(): JoinAnswer {
    return this.#bystander.player;
  }

  /** Runs the attacker to its end. */
  async attack<A extends Attack>(attack: A, ms = ATTACK_MS): Promise<AttackReport<A["type"]>> {
    const order: AttackOrder = { victim: { port: this.port, player: this.player, ms }, attack };
    const attacker = forkBeside("attackers/attacker.ts", order);
    const [report] = (await once(attacker, "message")) as [AttackReport<A["type"]>];
    return report;
  }

  /** A figure of `/metrics`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  /**
   * Attacks while the bystander plays, and holds what it cost against the bounds; then kills the server, starts it again, and
   * looks whether anything is missing that was acknowledged. Prints what was seen.
   */
  async underAttack(name: string, bounds: Bounds, attackers: () => Promise<unknown>): Promise<Measured> {
    let measured: Measured;
    try {
      measured = await this.#measure(name, bounds, attackers);
      await this.#compare();
    } finally {
      await this.#server[Symbol.asyncDispose]();
      this.#server = await start(this.#dataDir, this.#settings);
    }
    await this.#compare();
    return measured;
  }

  async #measure(name: string, bounds: Bounds, attackers: () => Promise<unknown>): Promise<Measured> {
    const { pid } = this.#server;
    const calm = await this.#bystander.playDuring(this.url, CALM_ATTACKS, () => Promise.resolve());
    const calmMs = median(calm.slice(COLD_ATTACKS));
    const before = await costOf(pid, this.#dataDir);
    const shareBefore = await processorShare(pid);
    const watch = watchHandles(pid);
    const took = await this.#bystander.playDuring(this.url, 1, attackers);
    const mostHandles = watch.stop() - before.handles;
    const after = await costOf(pid, this.#dataDir);
    const slowdown = slowdownBetween(shareBefore, await processorShare(pid));
    const [attackedMs, growthMib] = [median(took), after.peakMib - before.residentMib];
    process.stdout.write(
      `${name}: a bystander's median ${attackedMs.toFixed(1)} ms of ${took.length} (${calmMs.toFixed(1)} ms before), ` +
        `the server ${slowdown.toFixed(1)} times as slow as alone on the machine, ` +
        `resident +${Math.round(growthMib)} MiB, handles +${mostHandles}, ` +
        `${Math.round((after.bytesOnDisk - before.bytesOnDisk) / 1024)} KiB on disk\n`,
    );
    if (IS_LONG) expect(attackedMs).toBeLessThan(MAX_MEDIAN_MS * slowdown);
    expect(growthMib).toBeLessThan(bounds.growthMib);
    expect(mostHandles).toBeLessThan(bounds.handles + BYSTANDER_HANDLES + OWN_HANDLES);
    const entries = took.length + (bounds.entries?.() ?? 0);
    expect(after.bytesOnDisk - before.bytesOnDisk).toBeLessThan(WAL_BYTES + BYTES_PER_ENTRY * entries);
    const isGone = async (): Promise<void> =>
      expect((await costOf(pid, this.#dataDir)).handles).toBeLessThan(before.handles + OWN_HANDLES);
    await vi.waitFor(isGone, { timeout: HANDLES_GONE_MS, interval: HANDLE_POLL_MS });
    return { calmMs, attackedMs, slowdown };
  }

  /** Nothing acknowledged may be missing from the ranking, and nothing counted twice. */
  async #compare(): Promise<void> {
    const { familyId, playerId, token } = this.player;
    const { acknowledged } = this.#bystander;
    const me = await fetch(this.url + routes.me(familyId), { headers: { authorization: `Bearer ${token}` } });
    expect(decodePlayerAnswer(await me.text()).hits).toBe(acknowledged);
    const ranking = await fetch(this.url + routes.feed(familyId, "polling"));
    const frame = decodeFrame(await ranking.text());
    const entries = frame?.type === "snapshot" ? frame.entries : [];
    expect(entries.find((entry) => entry.playerId === playerId)?.hits).toBe(acknowledged);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

interface Started {
  readonly dataDir: string;
  readonly settings: Record<string, string>;
  readonly server: ServerProcess & { readonly url: string };
}

function start(dataDir: string, settings: Record<string, string>): Promise<Started["server"]> {
  // The limits of a server without settings, which tests beside these switch off.
  const defaults = { RATE_LIMIT: "200", FAMILIES_PER_ADDRESS: "100", PLAYERS_PER_ADDRESS: "1000" };
  return ServerProcess.listening({ DATA_DIR: dataDir, LAB: "1", ...defaults, ...settings });
}

function forkBeside(file: string, order: object): ChildProcess {
  return fork(new URL(file, import.meta.url), [JSON.stringify(order)], { execArgv: [] });
}

/** One player, whose attacks are due twenty times a second. */
class Bystander {
  readonly player: JoinAnswer;
  acknowledged = 0;
  #commands = 0;

  constructor(player: JoinAnswer) {
    this.player = player;
  }

  /** Plays until what is done meanwhile is done. @returns how long each attack took, milliseconds */
  async playDuring(
    url: string,
    least: number,
    doMeanwhile: () => Promise<unknown>,
  ): Promise<readonly number[]> {
    const order: BystanderOrder = { url, player: this.player, number: this.#commands, least };
    const bystander = forkBeside("bystander.ts", order);
    const reported = once(bystander, "message") as Promise<[BystanderReport]>;
    try {
      await Promise.race([doMeanwhile(), reported]);
    } catch (error) {
      bystander.disconnect();
      throw error;
    }
    bystander.send("stop");
    const [{ took, acknowledged, failures }] = await reported;
    expect(failures).toEqual([]);
    this.#commands += took.length;
    this.acknowledged += acknowledged;
    return took;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

interface Cost {
  /** Now, and the most since the start. */
  readonly residentMib: number;
  readonly peakMib: number;
  readonly bytesOnDisk: number;
  /** Open files, sockets among them. */
  readonly handles: number;
}

/** What the system reports of a process (proc_pid_status(5)). */
async function costOf(pid: number, dataDir: string): Promise<Cost> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const mib = (field: string): number =>
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024) / MIB;
  const sizes = (await readdir(dataDir)).map(async (name) => {
    return (await stat(joinPath(dataDir, name)).catch(() => ({ size: 0 }))).size;
  });
  return {
    residentMib: mib("VmRSS"),
    peakMib: mib("VmHWM"),
    bytesOnDisk: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
    handles: await handlesOf(pid),
  };
}

interface ProcessorShare {
  readonly ranNs: number;
  /** Ready to run, while something else did. */
  readonly waitedNs: number;
}

/** Of the thread that serves (Linux, Documentation/scheduler/sched-stats: /proc/<pid>/schedstat). */
async function processorShare(pid: number): Promise<ProcessorShare> {
  const text = await readFile(`/proc/${pid}/task/${pid}/schedstat`, "utf8");
  const [ranNs = 0, waitedNs = 0] = text.split(" ").map(Number);
  return { ranNs, waitedNs };
}

/** How many times as long as alone on the machine a thread took: machines are shared, and what else runs on one is no attack. */
function slowdownBetween(before: ProcessorShare, after: ProcessorShare): number {
  const ranNs = after.ranNs - before.ranNs;
  return (ranNs + after.waitedNs - before.waitedNs) / ranNs;
}

async function handlesOf(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** @returns a watch, whose end gives the most there were */
function watchHandles(pid: number): { stop(): number } {
  let [most, isOver] = [0, false];
  const look = async (): Promise<void> => {
    while (!isOver) {
      most = Math.max(most, await handlesOf(pid));
      await wait(HANDLE_POLL_MS);
    }
  };
  // Nothing can be seen of a process that has gone; the bystander's failures show that.
  void look().catch(() => undefined);
  return {
    stop() {
      isOver = true;
      return most;
    },
  };
}

// What every attack has in common: a server in a process of its own, a bystander who plays on it meanwhile, and what the
// attack cost the server. An attack is a file beside this one: it opens a target, does its worst within `underAttack`, and
// asserts the bound of the resource it is after.
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Worker } from "node:worker_threads";
import { decodePlayerAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { expect } from "vitest";
import { createFamily, join } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import type { BystanderData, BystanderReport } from "./bystander-worker.ts";

/** `npm run test:attacks` goes on for longer than `npm test`. */
export const IS_LONG = process.env["ATTACKS"] === "long";
export const ATTACK_MS = IS_LONG ? 20_000 : 3_000;
/** A limit for what hangs. */
export const ATTACK_TIMEOUT_MS = 60_000 + 10 * ATTACK_MS;

const MIB = 2 ** 20;
/** Attacks of the bystander before anything happens, of which the first find everything cold. */
const CALM_ATTACKS = 24;
const COLD_ATTACKS = 8;
/**
 * How many times as long as on the calm server a bystander may wait, of at least so much: machines are shared and noisy,
 * and the attacker is on the same one. Only a server that hangs is slower.
 */
const MAX_SLOWDOWN = 1_000;
const LEAST_CALM_MS = 20;

/** What is seen of an attack. */
export interface Damage {
  /** The most that was resident since the start, and what was before the attack, MiB. */
  readonly peakMib: number;
  readonly calmMib: number;
  readonly bytesOnDisk: number;
  readonly seconds: number;
}

export class Target implements AsyncDisposable {
  readonly #dataDir: string;
  #server: ServerProcess & { readonly url: string };
  readonly #bystander: Bystander;

  private constructor(dataDir: string, server: ServerProcess & { readonly url: string }, player: JoinAnswer) {
    this.#dataDir = dataDir;
    this.#server = server;
    this.#bystander = new Bystander(player);
  }

  static async open(): Promise<Target> {
    const dataDir = await mkdtemp(joinPath(tmpdir(), "hydra-attack-"));
    const server = await start(dataDir);
    const familyId = await createFamily(server);
    return new Target(dataDir, server, await join(server, familyId));
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

  /**
   * Attacks while the bystander plays; then kills the server, starts it again, and looks whether anything is missing that
   * was acknowledged. Prints what was seen.
   */
  async underAttack(name: string, attackers: () => Promise<void>): Promise<Damage> {
    const calm = await this.#bystander.playDuring(this.url, CALM_ATTACKS, () => Promise.resolve());
    const calmMs = median(calm.slice(COLD_ATTACKS));
    const calmMib = await residentMib(this.#server.pid, "VmRSS");
    const bytesBefore = await this.#bytesOnDisk();
    const startedAt = performance.now();
    const attackedMs = median(await this.#bystander.playDuring(this.url, 1, attackers));
    const seconds = (performance.now() - startedAt) / 1_000;
    const peakMib = await residentMib(this.#server.pid, "VmHWM");
    const bytesOnDisk = (await this.#bytesOnDisk()) - bytesBefore;
    const [before, during] = [calmMs, attackedMs].map((ms) => ms.toFixed(1));
    process.stdout.write(
      `${name}: a bystander's median ${during} ms (${before} ms before), resident ${Math.round(calmMib)} to ` +
        `${Math.round(peakMib)} MiB, ${Math.round(bytesOnDisk / 1024)} KiB on disk in ${seconds.toFixed(1)} s\n`,
    );
    expect(attackedMs).toBeLessThan(MAX_SLOWDOWN * Math.max(calmMs, LEAST_CALM_MS));
    await this.#killAndCompare();
    return { peakMib, calmMib, bytesOnDisk, seconds };
  }

  /** Nothing acknowledged may be lost, and nothing counted twice. */
  async #killAndCompare(): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.#server = await start(this.#dataDir);
    const { familyId, token } = this.player;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(this.url + routes.me(familyId), { headers });
    expect(decodePlayerAnswer(await answer.text()).hits).toBe(this.#bystander.acknowledged);
  }

  async #bytesOnDisk(): Promise<number> {
    const sizes = ["hydra.db", "hydra.db-wal"].map(async (name) => {
      return (await stat(joinPath(this.#dataDir, name)).catch(() => ({ size: 0 }))).size;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

function start(dataDir: string): Promise<ServerProcess & { readonly url: string }> {
  return ServerProcess.listening({ DATA_DIR: dataDir, LAB: "1" });
}

/** One player, one attack after the other. */
class Bystander {
  readonly player: JoinAnswer;
  acknowledged = 0;
  #commands = 0;

  constructor(player: JoinAnswer) {
    this.player = player;
  }

  /** Plays until what is done meanwhile is done. @returns how long each attack took, milliseconds */
  async playDuring(url: string, least: number, doMeanwhile: () => Promise<void>): Promise<readonly number[]> {
    const workerData: BystanderData = { url, player: this.player, number: this.#commands, least };
    const worker = new Worker(new URL("./bystander-worker.ts", import.meta.url), { workerData });
    const reported = once(worker, "message") as Promise<[BystanderReport]>;
    await Promise.race([doMeanwhile(), reported]);
    worker.postMessage("stop");
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

/** What the system says of a process (proc_pid_status(5)). */
async function residentMib(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status) ?? [];
  return (Number(kib) * 1024) / MIB;
}

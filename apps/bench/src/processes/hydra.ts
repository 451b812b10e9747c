// The server under test: the very process that `npm start` runs, with a data folder of its own, without demo, limits
// and log output; families and players are made over its API.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decodeCreateFamilyAnswer, decodeJoinAnswer, MAX_RULES_HP, routes } from "@hydra/protocol";
import { now } from "../load/tally.ts";

/** The module that `npm start` runs. */
export const SERVER_MAIN = join(dirname(createRequire(import.meta.url).resolve("@hydra/server")), "main.ts");

/** A family in which every player may hit at any time and the monster outlasts every measurement. */
export interface Battlefield {
  readonly familyId: string;
  /** One for each player. */
  readonly tokens: readonly string[];
}

const CLOCK_REQUESTS = 50;

export class Hydra implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** Removed in the end; undefined when it is another's. */
  readonly #ownDir: string | undefined;
  readonly url: string;

  private constructor(child: ChildProcess, url: string, ownDir?: string) {
    this.#child = child;
    this.#ownDir = ownDir;
    this.url = url;
  }

  /** @param env what differs from a server that is measured as usual */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Hydra> {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-bench-"));
    const child = spawnServer(dataDir, env);
    return new Hydra(child, await urlOf(child), dataDir);
  }

  /** On a data folder that is there, and stays. */
  static async startOn(dataDir: string): Promise<Hydra> {
    const child = spawnServer(dataDir);
    return new Hydra(child, await urlOf(child));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** How far its clock is ahead of the wall clock: by the quickest of some requests. */
  async clockAheadMs(): Promise<number> {
    let [least, ahead] = [Infinity, 0];
    for (let n = 0; n < CLOCK_REQUESTS; n += 1) {
      const askedAt = now();
      const text = await (await fetch(`${this.url}${routes.time}`)).text();
      const tookMs = now() - askedAt;
      if (tookMs < least)
        [least, ahead] = [tookMs, Number(/[\d.]+/.exec(text)?.[0]) - (askedAt + tookMs / 2)];
    }
    return ahead;
  }

  createBattlefield(players: number, nameOf?: (player: number) => string): Promise<Battlefield> {
    return createBattlefield(this.url, players, nameOf);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, "exit");
    // A profile is written at the end of a process that ends by itself.
    if (this.#child.exitCode === null) this.#child.kill("SIGTERM");
    await exited;
    if (this.#ownDir !== undefined) await rm(this.#ownDir, { recursive: true, force: true });
  }
}

/** Those of the script `start`. */
export const START_FLAGS = ["--max-semi-space-size=16"];

function spawnServer(dataDir: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATA_DIR: dataDir,
    PORT: "0",
    DEMO: "0",
    RATE_LIMIT: "0",
    MAX_CONNECTIONS_PER_ADDRESS: "0",
    FAMILIES_PER_ADDRESS: "0",
    PLAYERS_PER_ADDRESS: "0",
    LOG_LEVEL: "silent",
    ...more,
  };
  return spawn(process.execPath, [...START_FLAGS, ...profileFlags(), SERVER_MAIN], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** On the server at `url`. */
export async function createBattlefield(
  url: string,
  players: number,
  nameOf = (player: number) => `Player ${player}`,
): Promise<Battlefield> {
  const rules = { cooldownScale: 0, maxHp: MAX_RULES_HP };
  const { familyId } = decodeCreateFamilyAnswer(
    await post(`${url}${routes.families}`, { name: "Bench", rules }),
  );
  const tokens: string[] = [];
  for (let player = 0; player < players; player += 1) {
    const answer = await post(`${url}${routes.players(familyId)}`, { name: nameOf(player) });
    tokens.push(decodeJoinAnswer(answer).token);
  }
  return { familyId, tokens };
}

async function post(url: string, body: object): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.text();
}

/** `SERVER_FLAGS="--cpu-prof --cpu-prof-dir=…"` shows where the time goes. */
function profileFlags(): string[] {
  return (process.env["SERVER_FLAGS"] ?? "").split(" ").filter((flag) => flag !== "");
}

/** Origin that it reports to listen on. @throws Error when it ends instead. */
export function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const [, url] = /^Hydra is listening on (http:\S+)$/m.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", () => reject(new Error("The server did not start.")));
  });
}

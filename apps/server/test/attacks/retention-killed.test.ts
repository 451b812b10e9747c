// kill -9 of a server while it archives what is old and players hit, and another start: nothing acknowledged is lost or counts twice, the
// archives are whole, and `hydra-log` finds nothing wrong. Once in `npm test`, ten times in `npm run test:long`.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { setImmediate as nextTick, setTimeout as wait } from "node:timers/promises";
import { decodeAttackAnswer, decodePlayerAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attack, join, type Listening } from "../http-player.ts";
import { agedEntries, archivedIn } from "../log/aged-battle.ts";
import { putEntries } from "../log/sqlite/aged-log.ts";
import { IS_LONG } from "../long.ts";
import { ServerProcess } from "../server-process.ts";

const TOOL = pathOf(import.meta.dirname, "../../src/hydra-log.ts");
const DAY_MS = 86_400_000;
const DAYS = 100;
const ENTRIES = agedEntries(IS_LONG ? 20_000 : 4_000, DAYS);

/** What is older than this is old for every server here: they start within the hour. */
const OLD = Date.now() - DAY_MS - 3_600_000;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(pathOf(tmpdir(), "hydra-archiving-"));
  await putEntries(pathOf(folder, "aged"), ENTRIES);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A player who hits again and again, and remembers what was acknowledged. */
class Player {
  #joined: JoinAnswer | undefined;
  readonly sent: string[] = [];
  readonly acknowledged: string[] = [];

  async playOn(server: Listening, isOver: () => boolean): Promise<void> {
    try {
      this.#joined = await join(server, "fam");
      while (!isOver()) {
        this.sent.push(`hit-${this.sent.length}`);
        if (await this.#hit(server, this.sent.at(-1) ?? "")) this.acknowledged.push(this.sent.at(-1) ?? "");
      }
    } catch {
      // The server was killed.
    }
  }

  /** Everything that was sent, once more: what was acknowledged is a duplicate, and each counts once. */
  async expectAll(server: Listening): Promise<void> {
    if (this.#joined === undefined) return;
    for (const commandId of this.sent) {
      const isFirst = await this.#hit(server, commandId);
      if (this.acknowledged.includes(commandId)) expect(isFirst).toBe(false);
    }
    const { familyId, token } = this.#joined;
    const me = await fetch(server.url + routes.me(familyId), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(decodePlayerAnswer(await me.text()).hits).toBe(this.sent.length);
  }

  /** @returns whether it counted for the first time */
  async #hit(server: Listening, commandId: string): Promise<boolean> {
    if (this.#joined === undefined) throw new Error("has not joined");
    const answer = await attack(server, this.#joined, { commandId });
    return !decodeAttackAnswer(await answer.text()).duplicate;
  }
}

const archiveOf = (dataDir: string): string => pathOf(dataDir, "archive");
const filesIn = (dataDir: string): string[] =>
  existsSync(archiveOf(dataDir)) ? readdirSync(archiveOf(dataDir)) : [];

function countOld(dataDir: string): number {
  using database = new DatabaseSync(pathOf(dataDir, "hydra.db"), { readOnly: true, timeout: 10_000 });
  const count = database.prepare("SELECT count(*) AS count FROM entry WHERE at < ?").get(OLD);
  return Number(count?.["count"]);
}

/** Resolves when the archives have looked another way so many times. @returns whether all of it was over before */
async function untilChanged(dataDir: string, times: number): Promise<boolean> {
  let [seen, looks] = [0, ""];
  while (seen < times) {
    const now = filesIn(dataDir).join(" ");
    if (now !== looks) [seen, looks] = [seen + 1, now];
    else if (now !== "" && !now.includes(".new") && countOld(dataDir) === 0) return true;
    await nextTick();
  }
  return false;
}

async function hydraLog(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [TOOL, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  return text(child.stdout);
}

const env = (dataDir: string) => ({ DATA_DIR: dataDir, RETENTION_DAYS: "1" });

describe("[EL42][EL43] a server that is killed while it archives", { timeout: 300_000 }, () => {
  // The archives of four months or five look another way twice for each: when a file is begun, and when it gets its name.
  it.each(IS_LONG ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] : [3])(
    "after change %i of its archives",
    async (moment) => {
      const dataDir = pathOf(folder, `killed-${moment}`);
      cpSync(pathOf(folder, "aged"), dataDir, { recursive: true });
      const player = new Player();
      {
        await using server = await ServerProcess.listening(env(dataDir));
        let isOver = false;
        const playing = player.playOn(server, () => isOver);
        const wasLate = await untilChanged(dataDir, moment);
        server.kill("SIGKILL");
        await server.exited;
        isOver = true;
        await playing;
        const left = wasLate ? 0 : countOld(dataDir);
        process.stdout.write(
          `${player.acknowledged.length} hits; ${left} old entries and ${filesIn(dataDir).join(" ")} left\n`,
        );
      }
      {
        await using again = await ServerProcess.listening(env(dataDir));
        await player.expectAll(again);
        while (countOld(dataDir) > 0) await wait(20);
        again.kill("SIGTERM");
        await again.exited;
      }
      expect(filesIn(dataDir).filter((name) => !name.endsWith(".jsonl.gz"))).toEqual([]);
      const archived = archivedIn(archiveOf(dataDir));
      expect(archived.length).toBeGreaterThan(ENTRIES.length * (1 - 2 / DAYS));
      expect(archived).toEqual(ENTRIES.slice(0, archived.length));
      expect(await hydraLog("verify", "--from", `sqlite:${dataDir}`)).toMatch(/^All is good: /);
      const whole = `${dataDir}-whole`;
      const all = await hydraLog("import", "--from", `sqlite:${dataDir}`, "--to", `sqlite:${whole}`);
      const [, imported = "0"] = /^Imported (\d+) entries /.exec(all) ?? [];
      expect(Number(imported)).toBeGreaterThanOrEqual(ENTRIES.length + player.sent.length);
    },
  );
});

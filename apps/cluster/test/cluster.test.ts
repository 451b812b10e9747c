// A cluster on this machine from its first process to its last.
import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { portOf } from "@hydra/server/nats";
import { TRANSPORTS, type AttackAnswer, type AttackRequest } from "@hydra/protocol";
import {
  createBattleConnection,
  createFamily,
  joinFamily,
  type BattleConnection,
  type ResumeReport,
} from "@hydra/client";
import { describe, expect, it } from "vitest";
import { ClusterProcess, isRunning } from "./cluster-process.ts";

interface Watcher {
  readonly connection: BattleConnection;
  readonly resumes: ResumeReport[];
  /** Resolves when the view has reached a seq. */
  reached(seq: number): Promise<void>;
}

function watch(baseUrl: string, familyId: string, transport: (typeof TRANSPORTS)[number]): Watcher {
  const resumes: ResumeReport[] = [];
  let onUpdate = (): void => undefined;
  const connection = createBattleConnection({
    baseUrl,
    familyId,
    transport,
    pollIntervalMs: 100,
    onUpdate: () => onUpdate(),
    onResume: (report) => resumes.push(report),
  });
  return {
    connection,
    resumes,
    async reached(seq) {
      while ((connection.view?.cursor.seq ?? 0) < seq) {
        await new Promise<void>((resolve) => (onUpdate = resolve));
      }
    },
  };
}

describe("a cluster", () => {
  it("plays on over its proxy when a node is killed, is one on its folder, and leaves no process when it is asked to end", async () => {
    await using cluster = await ClusterProcess.start();
    const [, baseUrl = ""] = await cluster.matchingLine(/^Hydra is listening on (\S+)$/m);
    const { pids } = cluster;
    expect([...pids.keys()].sort()).toEqual(["nats-1", "nats-2", "nats-3", "node-1", "node-2", "node-3"]);
    expect([...pids.values()].every(isRunning)).toBe(true);

    await using second = await ClusterProcess.start({ DATA_DIR: cluster.folder });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output).toMatch(/^nats-1 of an earlier cluster on this folder is still running[^\n]*\n$/);

    const { familyId } = await createFamily({ baseUrl }, { name: "Hunters" });
    const players = await Promise.all(
      Array.from({ length: 8 }, (_, n) => joinFamily({ baseUrl }, familyId, { name: `Hunter ${n}` })),
    );
    // Two of each, so that some watch over the node that is going to die.
    const watchers = [...TRANSPORTS, ...TRANSPORTS].map((transport) => watch(baseUrl, familyId, transport));
    const attackers = players.map(({ token }) =>
      createBattleConnection({ baseUrl, familyId, token, transport: "websocket" }),
    );
    const connections = [...watchers.map(({ connection }) => connection), ...attackers];
    /** All players hit once; resolves when every watcher has seen the last of it. */
    const fight = async (skill: AttackRequest["skill"]): Promise<AttackAnswer[]> => {
      const answers = await Promise.all(
        attackers.map((attacker) => attacker.attack(skill, { timeoutMs: 20_000 })),
      );
      const seq = Math.max(...answers.map((answer) => answer.seq));
      await Promise.all(watchers.map((watcher) => watcher.reached(seq)));
      return answers;
    };

    const before = await fight("slash");
    process.kill(pids.get("node-2")!, "SIGKILL");
    const after = await fight("fireball");
    await cluster.matchingLine(/^node-2 is gone \(SIGKILL\)/m);

    const damage = [...before, ...after].reduce((sum, answer) => sum + answer.damage, 0);
    const [first] = watchers;
    for (const { connection, resumes } of watchers) {
      expect(connection.view).toMatchObject({ totalDamage: damage, players: 8 });
      expect(connection.view?.entries).toEqual(first?.connection.view?.entries);
      expect(connection.counters).toMatchObject({ gaps: 0, resets: 0, repeated: 0 });
      for (const report of resumes) expect(report).toMatchObject({ resumed: true, missed: 0, repeated: 0 });
    }
    // Three nodes in turn: of the lasting connections some were with the one that died.
    expect(watchers.some(({ resumes }) => resumes.length > 0)).toBe(true);

    cluster.kill("SIGTERM");
    expect(await cluster.ended).toEqual({ code: 0, signal: null });
    expect([...pids].filter(([, pid]) => isRunning(pid))).toEqual([]);
    for (const connection of connections) connection.close();
  });

  it("ends all of it, in words, when a part does not start", async () => {
    const taken = createServer();
    await once(taken.listen(0, "127.0.0.1"), "listening");
    await using cluster = await ClusterProcess.start({ NODE_PORT: String(portOf(taken)) });
    expect(await cluster.ended).toEqual({ code: 1, signal: null });
    taken.close();
    expect(cluster.output).toMatch(
      /^node-1 ended at its start \(exit code 1\): [^\n]*HOST or PORT cannot be used[^\n]*\n$/,
    );
    for (const name of ["nats-1", "nats-2", "nats-3"]) {
      const pid = Number(
        await readFile(join(cluster.folder, "cluster", `${name}.pid`), "utf8").catch(() => "0"),
      );
      expect(pid > 0 && isRunning(pid)).toBe(false);
    }
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "leaves no process when it gets %s while it starts",
    async (signal) => {
      await using cluster = await ClusterProcess.start();
      const pidFile = join(cluster.folder, "cluster", "nats-3.pid");
      let pid = 0;
      while (!(pid > 0)) pid = Number(await readFile(pidFile, "utf8").catch(() => "0"));
      cluster.kill(signal);
      expect(await cluster.ended).toEqual({ code: 0, signal: null });
      for (const name of ["nats-1", "nats-2", "nats-3"]) {
        const left = Number(
          await readFile(join(cluster.folder, "cluster", `${name}.pid`), "utf8").catch(() => "0"),
        );
        expect(left > 0 && isRunning(left)).toBe(false);
      }
    },
  );

  it.each([
    ["PORT", "65535", /^PORT must be a whole number/],
    ["NATS_SERVER", "/nowhere/nats-server", /^NATS_SERVER: \/nowhere\/nats-server cannot be run/],
  ])("does not start with %s=%s, and prints why in one line", async (name, value, words) => {
    await using cluster = await ClusterProcess.start({ [name]: value });
    expect(await cluster.ended).toEqual({ code: 1, signal: null });
    expect(cluster.output).toMatch(words);
    expect(cluster.output).toMatch(/^[^\n]+\n$/);
  });

  it("does not start with a nats-server that is too old", async () => {
    await using other = await ClusterProcess.start({ PORT: "none" });
    const old = join(other.folder, "nats-server");
    await writeFile(old, "#!/bin/sh\necho nats-server: v2.1.0\n");
    await chmod(old, 0o755);
    await using cluster = await ClusterProcess.start({ NATS_SERVER: old });
    expect(await cluster.ended).toEqual({ code: 1, signal: null });
    expect(cluster.output).toMatch(/is nats-server 2\.1\.0; the oldest that will do is 2\.9\.\n$/);
  });
});

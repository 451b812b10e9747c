import { encodeCursor, routes, SOCKET_TRANSPORTS, type Cursor } from "@hydra/protocol";
import type { AttackEvent } from "@hydra/engine";
import { describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../src/index.ts";
import { EventClient } from "./event-client.ts";
import { MemoryLog } from "./memory-log.ts";
import { MqttSocket } from "./messaging/mqtt-socket.ts";
import { clientFrame, openRawSocket, OPCODES } from "./raw-socket.ts";
import { SocketClient } from "./socket-client.ts";
import { countOf } from "./plugins/raw-attackers.ts";
import { createFamily, join } from "./http-player.ts";

const FAMILY = "crowd";
/** Rows of a frame; with their names some 200 KB of JSON. */
const ROWS = 1_000;
/** More frames than the kernel's buffers of both ends hold: 14 MB. */
const FRAMES = 70;

/** A server whose log the test writes: a thousand players who all hit in one batch, which makes one large frame. */
class Crowd implements AsyncDisposable {
  readonly log = new MemoryLog();
  readonly server: RunningServer;
  #batches = 0;

  private constructor(log: MemoryLog, server: RunningServer) {
    this.log = log;
    this.server = server;
  }

  static async gather(maxBehindMs: number): Promise<Crowd> {
    const log = new MemoryLog();
    const server = await startServer(
      { rankingSize: ROWS, frameIntervalMs: 1 },
      { log, timings: { maxBehindMs } },
    );
    const rules = { cooldownScale: 0, maxHp: 1e12 };
    await log.append({ type: "family-created", familyId: FAMILY, name: "C", seed: 1, rules });
    // As wide as a name gets: 24 code points of four bytes.
    const name = "🐍".repeat(24);
    await log.appendAll(
      Array.from({ length: ROWS }, (_, n) => ({
        type: "player-joined",
        familyId: FAMILY,
        playerId: `p${n}`,
        name,
      })),
    );
    return new Crowd(log, server);
  }

  /** All players hit once; resolves when the frame of it has gone out. */
  async hit(): Promise<Cursor> {
    this.#batches += 1;
    const attacks = Array.from({ length: ROWS }, (_, n): AttackEvent => {
      return {
        type: "attack",
        familyId: FAMILY,
        playerId: `p${n}`,
        commandId: `c${this.#batches}`,
        skill: "slash",
      };
    });
    await this.log.appendAll(attacks);
    return { epoch: this.log.epoch, seq: this.log.head };
  }

  async figure(name: string): Promise<number> {
    const metrics = await (await fetch(`${this.server.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(metrics)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}

const transports = {
  sse: async (url: string) => EventClient.open(url, FAMILY),
  websocket: async (url: string) => SocketClient.open(url, FAMILY),
  "websocket-raw": async (url: string) => SocketClient.open(url, FAMILY, { transport: "websocket-raw" }),
  mqtt: async (url: string) => MqttSocket.watch(url, FAMILY),
};

describe.each(Object.entries(transports))("a watcher over %s that does not read", (_transport, open) => {
  it("[invariant 7] skips to the newest state and catches up by deltas, while others are up to date", async () => {
    await using crowd = await Crowd.gather(60_000);
    await using slow = await open(crowd.server.url);
    await using quick = await open(crowd.server.url);
    slow.pause();
    let newest = await crowd.hit();
    for (let n = 1; n < FRAMES; n += 1) {
      await quick.reached(newest.seq);
      newest = await crowd.hit();
    }
    const shown = await quick.reached(newest.seq);
    expect(shown?.entries).toHaveLength(ROWS);
    // What it skipped was never kept for it.
    expect(await crowd.figure("hydra_frames_skipped_total")).toBeGreaterThan(0);
    slow.resume();
    // Each delta follows on the one before, or this throws.
    expect(await slow.reached(newest.seq)).toEqual(shown);
  });

  it("[PR64] is ended when it stays behind, while others go on", async () => {
    await using crowd = await Crowd.gather(3_000);
    await using slow = await open(crowd.server.url);
    await using quick = await open(crowd.server.url);
    slow.pause();
    let newest = await crowd.hit();
    for (let n = 0; n < FRAMES || (await crowd.figure("hydra_ended_behind_total")) === 0; n += 1) {
      await quick.reached(newest.seq);
      newest = await crowd.hit();
    }
    expect(await crowd.figure("hydra_subscribers")).toBe(1);
    // PR18
    expect(await countOf(crowd.server, "hydra_dropped_watchers_total", "behind")).toBe(1);
    slow.resume();
    await expect(slow.reached(newest.seq)).rejects.toThrow();
    expect((await quick.reached(newest.seq))?.seq).toBe(newest.seq);
    // And comes back with the cursor that it has.
    if (slow.view === undefined) throw new Error("nothing was shown");
    const since = encodeCursor(slow.view);
    const answer = await fetch(`${crowd.server.url}${routes.feed(FAMILY, "polling")}?since=${since}`);
    expect(await answer.text()).toMatch(/^\{"type":"delta"/);
  });
});

describe.each(SOCKET_TRANSPORTS)("a player over %s who does not read the answers", (transport) => {
  it("[PR65] and pings without end is cut", async () => {
    await using server = await startServer({}, { timings: { maxBehindMs: 200 } });
    const path = routes.feed(await createFamily(server), transport);
    await using connection = await openRawSocket(server.port, path);
    connection.socket.pause();
    const pings = Buffer.concat(
      Array.from({ length: 500 }, () => clientFrame(OPCODES.ping, "x".repeat(125))),
    );
    while (!connection.isEnded) {
      // What is not read from us piles up here, and only here.
      if (connection.socket.writableLength < 4_000_000) connection.send(pings);
      await new Promise(setImmediate);
    }
  });

  it("is not read from either, and goes on where it was when it reads again", async () => {
    await using server = await startServer({}, { timings: { maxBehindMs: 60_000 } });
    const player = await join(server, await createFamily(server));
    const headers = { Authorization: `Bearer ${player.token}` };
    const path = routes.feed(player.familyId, transport);
    await using connection = await openRawSocket(server.port, path, { headers });
    const attack = (commandId: string): Buffer =>
      // Padded, so that no read of the server holds more of them than may be under way.
      clientFrame(OPCODES.text, `{"type":"attack","commandId":"${commandId}","skill":"slash"}`.padEnd(300));
    await connection.send(attack("again")).untilText('"type":"outcome"');
    connection.socket.pause();
    const burst = Buffer.concat(Array.from({ length: 500 }, () => attack("again")));
    // Until the server takes no more: what it has not answered stays with its sender.
    while (connection.socket.writableLength < 4 * burst.length) {
      connection.send(burst);
      if (connection.isEnded) throw new Error("was ended");
      await new Promise(setImmediate);
    }
    connection.socket.resume();
    connection.send(attack("last"));
    await connection.untilText('"commandId":"last"');
  });
});

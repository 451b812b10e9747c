// What stays in memory, as the garbage collector sees it.
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createConnection, type Connection } from "../src/index.ts";
import { concat, hex } from "./bytes.ts";
import { binary, close, frame, ping, text } from "./frames.ts";

setFlagsFromString("--expose-gc");

/** A weakly held object stays until the turn in which it was held is over. */
async function collect(): Promise<void> {
  await nextTurn();
  runInNewContext("gc()");
}

function ignore(): void {}

function open(allocate?: (byteLength: number) => Uint8Array): Connection {
  const events = { write: ignore, end: ignore, onMessage: ignore, onClose: ignore };
  return createConnection(events, allocate === undefined ? {} : { allocate });
}

describe("a message that never ends", () => {
  test.each([
    ["a violation", (connection: Connection) => connection.receive(hex("ff ff"))],
    ["the peer's Close", (connection: Connection) => connection.receive(close(1000))],
    ["the end of the TCP connection", (connection: Connection) => connection.receiveEnd()],
  ])("[WS43] is freed on %s, though the connection stays referenced", async (_title, end) => {
    const blocks: WeakRef<Uint8Array>[] = [];
    const connection = open((byteLength) => {
      const block = new Uint8Array(byteLength);
      blocks.push(new WeakRef(block));
      return block;
    });
    for (let part = 0; part < 20; part++) {
      connection.receive(frame({ opcode: part === 0 ? 2 : 0, fin: false, payload: new Uint8Array(10_000) }));
    }
    await collect();
    expect(blocks.filter((block) => block.deref() !== undefined).length).toBeGreaterThan(3);
    end(connection);
    await collect();
    expect(blocks.filter((block) => block.deref() !== undefined)).toEqual([]);
    expect(connection.state).toBe("closed");
  });
});

test("[WS43] [WS44] 400,000 frames leave nothing behind", async () => {
  const connection = open();
  const batch = concat([
    text("Hello"),
    ping("ping"),
    text("frag", { fin: false }),
    frame({ opcode: 0 }),
    binary(new Uint8Array(300)),
  ]);
  async function heldAfter(frames: number): Promise<number> {
    for (let sent = 0; sent < frames; sent += 5) connection.receive(batch);
    await collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  }
  const before = await heldAfter(100_000);
  const after = await heldAfter(400_000);
  // 20 bytes a frame: less than any object takes, and more than an engine's own doings add to it.
  expect(after - before).toBeLessThan(8_000_000);
});

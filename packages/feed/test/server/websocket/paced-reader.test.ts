import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { PacedReader } from "../../../src/server/websocket/paced-reader.ts";

/** Both ends of a connection. */
async function pair(): Promise<{ readonly near: Socket; readonly far: Socket } & AsyncDisposable> {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const far = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [near] = (await once(server, "connection")) as [Socket];
  for (const socket of [near, far]) socket.on("error", () => undefined);
  const dispose = async (): Promise<void> => {
    near.destroy();
    far.destroy();
    server.close();
  };
  return { near, far, [Symbol.asyncDispose]: dispose };
}

function numbered(bytes: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: bytes / 4 }, (_, n) => n).buffer);
}

function keepBusy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

it("what takes long is worked on over many turns of the event loop, whole and in order", async () => {
  await using sockets = await pair();
  const { near, far } = sockets;
  const sent = numbered(262_144);
  const taken: Buffer[] = [];
  let takenBytes = 0;
  let turns = 0;
  let mostInATurn = 0;
  let inThisTurn = 0;
  const reader = new PacedReader(near, {
    mayRead: () => true,
    take(bytes) {
      keepBusy(3);
      inThisTurn += 1;
      takenBytes += bytes.length;
      taken.push(Buffer.from(bytes));
    },
  });
  reader.resume();
  far.write(sent);
  while (takenBytes < sent.length) {
    await turn();
    if (inThisTurn > 0) turns += 1;
    mostInATurn = Math.max(mostInATurn, inThisTurn);
    inThisTurn = 0;
  }
  expect(Buffer.concat(taken).equals(sent)).toBe(true);
  // 4 KiB each, of which the whole budget is used up by two; and one chunk that had just been read.
  expect(turns).toBeGreaterThanOrEqual(sent.length / 4_096 / 4);
  expect(mostInATurn).toBeLessThanOrEqual(4);
});

it("many that take long share a turn, and each has its own", async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, pair));
  const taken = new Map<Socket, number>();
  let inThisTurn = 0;
  let mostInATurn = 0;
  const readers = opened.map(({ near, far }) => {
    far.write(numbered(65_536));
    return new PacedReader(near, {
      mayRead: () => true,
      take(bytes) {
        keepBusy(3);
        inThisTurn += 1;
        taken.set(near, (taken.get(near) ?? 0) + bytes.length);
      },
    });
  });
  for (const reader of readers) reader.resume();
  const isDone = (): boolean => opened.every(({ near }) => taken.get(near) === 65_536);
  while (!isDone()) {
    await turn();
    mostInATurn = Math.max(mostInATurn, inThisTurn);
    inThisTurn = 0;
  }
  // At first each has a piece as it is read; then two use up the budget of a turn. There are 128 pieces.
  expect(mostInATurn).toBeLessThanOrEqual(opened.length + 4);
  for (const one of opened) await one[Symbol.asyncDispose]();
});

it("nothing is worked on while it may not be, and all of it afterwards", async () => {
  await using sockets = await pair();
  const { near, far } = sockets;
  const taken: Buffer[] = [];
  let isAllowed = true;
  const reader = new PacedReader(near, {
    mayRead: () => isAllowed,
    take(bytes) {
      taken.push(Buffer.from(bytes));
      isAllowed = false;
    },
  });
  const sent = numbered(131_072);
  near.resume();
  far.write(sent);
  const bytes = (): number => taken.reduce((sum, { length }) => sum + length, 0);
  for (let pieces = 1; bytes() < sent.length; pieces += 1) {
    await vi.waitFor(() => expect(taken.length).toBe(pieces));
    await turn();
    await turn();
    expect(taken.length).toBe(pieces);
    isAllowed = true;
    reader.resume();
  }
  expect(Buffer.concat(taken).equals(sent)).toBe(true);
});

it("after `stop` nothing is worked on, even if the socket is resumed", async () => {
  await using sockets = await pair();
  const { near, far } = sockets;
  let takes = 0;
  const reader = new PacedReader(near, {
    mayRead: () => true,
    take() {
      takes += 1;
      keepBusy(2);
      reader.stop();
    },
  });
  near.resume();
  far.write(numbered(262_144));
  await vi.waitFor(() => expect(takes).toBe(1));
  for (let n = 0; n < 10; n += 1) {
    near.resume();
    await turn();
  }
  expect(takes).toBe(1);
});

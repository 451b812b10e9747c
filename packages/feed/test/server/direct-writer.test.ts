import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { DirectWriter } from "../../src/server/direct-writer.ts";

/** More than a kernel keeps for a connection of one machine that is not read. */
const FLOOD_BYTES = 32 * 1024 * 1024;
const CHUNK_BYTES = 8 * 1024;

interface Pair extends AsyncDisposable {
  /** The end that is written to; what is wrong with it is no failure of the test. */
  readonly near: Socket;
  /** Reads nothing until it is resumed. */
  readonly far: Socket;
  /** Everything that `far` reads until the end. */
  received(): Promise<Buffer>;
}

/** @returns its port */
async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** @param isDeaf `near` never reads, and so gets no end */
async function openPair({ isDeaf = false } = {}): Promise<Pair> {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer({ noDelay: true, pauseOnConnect: true }, accepted.resolve);
  const near = connect(await listen(server), "127.0.0.1");
  if (isDeaf) near.pause();
  await once(near, "connect");
  const far = await accepted.promise;
  for (const socket of [near, far]) socket.on("error", () => undefined);
  return {
    near,
    far,
    async received() {
      const chunks: Buffer[] = [];
      far.on("data", (bytes: Buffer) => chunks.push(bytes)).resume();
      await once(far, "end");
      return Buffer.concat(chunks);
    },
    async [Symbol.asyncDispose]() {
      near.destroy();
      far.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The nth chunk: no two next to each other are alike. */
const chunk = (n: number): Buffer => Buffer.alloc(CHUNK_BYTES, `${n};`);

/** Writes chunks until the socket has some that it could not pass on. @returns how many */
function fill(writer: DirectWriter): number {
  let n = 0;
  while (writer.pendingBytes === 0 && n * CHUNK_BYTES < FLOOD_BYTES) writer.write(chunk(n++));
  return n;
}

describe("DirectWriter", () => {
  it("has passed on at once what the kernel takes", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    expect(writer.write(chunk(0))).toBe(true);
    expect([pair.near.writableLength, writer.pendingBytes, pair.near.bytesWritten]).toEqual([
      0,
      0,
      CHUNK_BYTES,
    ]);
    pair.near.end();
    expect(await pair.received()).toEqual(chunk(0));
  });

  it("counts what the kernel does not take, and sends what follows through the stream", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    fill(writer);
    expect([writer.pendingBytes, pair.near.writableLength]).toEqual([CHUNK_BYTES, 0]);
    for (let n = 0; writer.write(chunk(n)) && n < FLOOD_BYTES / CHUNK_BYTES; n += 1);
    expect(pair.near.writableNeedDrain).toBe(true);
    expect(writer.pendingBytes).toBe(CHUNK_BYTES + pair.near.writableLength);
    const drained = once(pair.near, "drain");
    pair.far.resume();
    await drained;
    expect(writer.pendingBytes).toBe(0);
    writer.write(chunk(0));
    expect(pair.near.writableLength).toBe(0);
  });

  it("keeps bytes in order, whichever way they went", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    let n = fill(writer);
    for (const write of [
      (bytes: Buffer) => writer.write(bytes),
      (bytes: Buffer) => pair.near.write(bytes),
      (bytes: Buffer) => writer.write(bytes),
    ])
      write(chunk(n++));
    const received = pair.received();
    await expect.poll(() => writer.pendingBytes).toBe(0);
    for (let more = 0; more < 20; more += 1) {
      if (more % 3 === 0) pair.near.write(chunk(n++));
      else writer.write(chunk(n++));
    }
    pair.near.cork();
    pair.near.write(chunk(n++));
    writer.write(chunk(n++));
    pair.near.uncork();
    writer.write(chunk(n++));
    pair.near.end();
    const expected = Buffer.concat(Array.from({ length: n }, (_, index) => chunk(index)));
    expect((await received).equals(expected)).toBe(true);
  });

  it("gives what is large to the stream", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    expect(writer.write(Buffer.alloc(FLOOD_BYTES))).toBe(false);
    expect(pair.near.writableLength).toBe(FLOOD_BYTES);
    expect(writer.pendingBytes).toBe(FLOOD_BYTES);
  });

  it("lets what is under way arrive before the end of the stream", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    const n = fill(writer);
    pair.near.end();
    expect((await pair.received()).length).toBe(n * CHUNK_BYTES);
  });

  it("reports what a write after the end is, and sends nothing", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    const failed = once(pair.near, "error");
    pair.near.end(chunk(0));
    writer.write(chunk(1));
    expect((await failed)[0]).toMatchObject({ code: "ERR_STREAM_WRITE_AFTER_END" });
    writer.write(chunk(2));
    expect(writer.pendingBytes).toBe(0);
  });

  it("destroys a socket of which only the write shows that the peer has gone", async () => {
    await using pair = await openPair({ isDeaf: true });
    const writer = new DirectWriter(pair.near);
    const failed = new Promise<NodeJS.ErrnoException>((resolve) => pair.near.once("error", resolve));
    await new Promise((resolve) => pair.far.once("close", resolve).resetAndDestroy());
    expect(pair.near.destroyed).toBe(false);
    await expect.poll(() => writer.write(chunk(0)) && pair.near.destroyed).toBe(true);
    expect(["ECONNRESET", "EPIPE"]).toContain((await failed).code);
    expect(writer.pendingBytes).toBe(0);
  });

  it("destroys a socket whose peer has gone, once, with what was under way", async () => {
    await using pair = await openPair();
    const writer = new DirectWriter(pair.near);
    const errors: unknown[] = [];
    pair.near.on("error", (error: NodeJS.ErrnoException) => errors.push(error.code));
    fill(writer);
    const closed = new Promise((resolve) => pair.near.once("close", resolve));
    pair.far.resetAndDestroy();
    await closed;
    expect(errors).toHaveLength(1);
    expect(["ECONNRESET", "EPIPE"]).toContain(errors[0]);
    writer.write(chunk(0));
    expect([pair.near.destroyed, writer.pendingBytes]).toEqual([true, 0]);
  });
});

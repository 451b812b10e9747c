import { routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import type { RawConnection } from "../raw-connection.ts";
import { clientFrame, closeCodeOf, openRawSocket, OPCODES } from "../raw-socket.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const open = (): Promise<RawConnection> => openRawSocket(server.port, routes.labEcho("rfc6455"));
const NORMAL = Buffer.from([0x03, 0xe8]);

describe("the end of a connection", () => {
  it("[WS51] is the server's: it answers a Close and ends the TCP connection first", async () => {
    await using connection = await open();
    let isEndedByServer = false;
    connection.socket.on("end", () => (isEndedByServer = true));
    connection.send(clientFrame(OPCODES.close, NORMAL));
    expect((await connection.ended()).endsWith("\x88\x02\x03\xe8")).toBe(true);
    expect(isEndedByServer).toBe(true);
  });

  it("[WS54] is reported before it comes, however much the peer goes on to send", async () => {
    await using connection = await open();
    const failures: Error[] = [];
    connection.socket.on("error", (error) => failures.push(error));
    connection.send(clientFrame(3, "reserved"));
    const more = clientFrame(OPCODES.binary, Buffer.alloc(60_000));
    for (let n = 0; n < 50; n += 1) connection.send(more);
    const received = await connection.ended();
    expect(Buffer.from(received, "latin1").toString()).toMatch(/the opcode is reserved \(RFC 6455 §5\.2\)$/);
    // A reset would have thrown the Close frame away at a slower peer.
    expect(failures).toEqual([]);
  });

  it("[WS55] follows the peer's, also without a Close frame and in the middle of a message", async () => {
    await using connection = await open();
    connection.send(clientFrame(OPCODES.text, "whole")).send(clientFrame(OPCODES.text, "cut").subarray(0, 4));
    connection.socket.end();
    expect((await connection.ended()).endsWith("\x81\x05whole")).toBe(true);
  });

  it("comes after every echo that the peer takes its time to read", async () => {
    await using connection = await open();
    const message = Buffer.alloc(5_000_000, "x");
    const header = Buffer.from("82ff00000000004c4b4000000000", "hex");
    connection.send(Buffer.concat([header, message])).send(clientFrame(OPCODES.close, NORMAL));
    connection.socket.pause();
    // Time itself is the condition: a peer that reads nothing for a while.
    setTimeout(() => connection.socket.resume(), 300);
    const received = await connection.ended();
    expect(received.length - received.indexOf("\x82\x7f")).toBe(10 + message.length + 4);
  });

  it("does not wait for a reset to be an error of ours", async () => {
    await using connection = await open();
    connection.send(clientFrame(OPCODES.text, "x".repeat(1_000)));
    connection.socket.resetAndDestroy();
    await connection.ended();
    await using next = await open();
    expect(await closeCodeOf(next.send(clientFrame(OPCODES.close, NORMAL)))).toBe(1000);
  });
});

describe("[WS2] reading", () => {
  it("takes frames octet by octet", async () => {
    await using connection = await open();
    connection.socket.setNoDelay(true);
    for (const octet of clientFrame(OPCODES.text, "slowly")) {
      connection.send(Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await connection.untilText("\x81\x06slowly");
  });

  it("answers what comes at once in order", async () => {
    await using connection = await open();
    const frames = Array.from({ length: 500 }, (_, n) =>
      clientFrame(n % 5 === 0 ? OPCODES.ping : OPCODES.text, `<${n}>`),
    );
    const received = await connection.send(Buffer.concat(frames)).untilText("<499>");
    expect([...received.matchAll(/<(\d+)>/g)].map(([, n]) => Number(n))).toEqual(
      Array.from({ length: 500 }, (_, n) => n),
    );
  });
});

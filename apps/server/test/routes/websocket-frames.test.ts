import { decodePlayerAnswer, routes, SOCKET_TRANSPORTS, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily, join } from "../http-player.ts";
import type { RawConnection } from "../raw-connection.ts";
import { clientFrame, closeCodeOf, openRawSocket, OPCODES } from "../raw-socket.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function begin(): Promise<JoinAnswer> {
  return join(server, await createFamily(server));
}

const attack = (commandId: string): string => JSON.stringify({ type: "attack", commandId, skill: "slash" });
const text = (payload: string | Buffer): Buffer => clientFrame(OPCODES.text, payload);

describe.each(SOCKET_TRANSPORTS)("over %s", (transport) => {
  /** A socket of the player. */
  function open({ familyId, token }: JoinAnswer, early: Buffer = Buffer.alloc(0)): Promise<RawConnection> {
    const headers = { Authorization: `Bearer ${token}` };
    return openRawSocket(server.port, routes.feed(familyId, transport), { headers, early });
  }

  describe("[PR63] a peer that breaks the protocol", () => {
    const invalidUtf8 = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
    it.each([
      [1003, "a binary message", clientFrame(OPCODES.binary, attack("x"))],
      [1003, "an empty binary message", clientFrame(OPCODES.binary, "")],
      [1007, "text that is not UTF-8", text(invalidUtf8)],
      [1007, "a surrogate in UTF-8", text(Buffer.from([0xed, 0xa0, 0x80]))],
      [1009, "a message of 1,025 bytes", text("x".repeat(1_025))],
      [1009, "a message that is announced as too big", clientFrame(OPCODES.text, "x", { announced: 60_000 })],
      [
        1009,
        "a message that is too big in pieces",
        Buffer.concat([
          clientFrame(OPCODES.text, "x".repeat(600), { fin: false }),
          clientFrame(OPCODES.continuation, "x".repeat(600)),
        ]),
      ],
      [1002, "a frame without a mask", clientFrame(OPCODES.text, attack("x"), { isMasked: false })],
      [1002, "a reserved bit", clientFrame(OPCODES.text, attack("x"), { reserved: 4 })],
      [1002, "an unknown opcode", clientFrame(3, "x")],
      [1002, "an unknown control frame", clientFrame(11, "x")],
      [1002, "a ping of 126 bytes", clientFrame(OPCODES.ping, "x".repeat(126))],
      [1002, "a ping in pieces", clientFrame(OPCODES.ping, "x", { fin: false })],
      [1002, "a continuation of nothing", clientFrame(OPCODES.continuation, "x")],
      [
        1002,
        "a message within another",
        Buffer.concat([clientFrame(OPCODES.text, "x", { fin: false }), text("y")]),
      ],
      [1002, "a close with half a code", clientFrame(OPCODES.close, "x")],
      [1002, "a close with an unassigned code", clientFrame(OPCODES.close, Buffer.from([0, 1]))],
      [
        1007,
        "a close with a reason that is not UTF-8",
        clientFrame(OPCODES.close, Buffer.from([3, 232, 0xff])),
      ],
    ])("is closed with %i for %s", async (code, _what, frame) => {
      await using connection = await open(await begin());
      expect(await closeCodeOf(connection.send(frame))).toBe(code);
    });

    it("is closed with 1008 when it goes on sending what is refused", async () => {
      await using connection = await open(await begin());
      connection.send(Buffer.concat(Array.from({ length: 101 }, () => text("{"))));
      expect(await closeCodeOf(connection)).toBe(1008);
      // And does not wait for ever for the peer's answer.
      const received = await connection.ended();
      expect(received.match(/"type":"error"/g)?.length).toBeLessThanOrEqual(100);
    });

    it("is closed with 1008 when it attacks on and on without a session", async () => {
      const { familyId } = await begin();
      await using connection = await openRawSocket(server.port, routes.feed(familyId, transport));
      for (let n = 0; n <= 101; n += 1) {
        connection.send(text(attack(`c${n}`)));
        if (n < 100) await connection.untilText(`"commandId":"c${n}"`);
      }
      expect(await closeCodeOf(connection)).toBe(1008);
    });

    it("leaves the others alone", async () => {
      const player = await begin();
      await using good = await open(player);
      await using bad = await open(player);
      await closeCodeOf(bad.send(clientFrame(OPCODES.binary, "x")));
      await good.send(text("{")).untilText('"invalid-body"');
      expect(good.isEnded).toBe(false);
    });
  });

  describe("[PR61] a peer that uses what the protocol allows", () => {
    it("may send 1,024 bytes, in pieces, with pings between them", async () => {
      const player = await begin();
      await using connection = await open(player);
      const message = attack("pieces").padEnd(1_024, " ");
      connection.send(clientFrame(OPCODES.text, message.slice(0, 10), { fin: false }));
      connection.send(clientFrame(OPCODES.ping, "are you there"));
      connection.send(clientFrame(OPCODES.continuation, message.slice(10, 1_000), { fin: false }));
      connection.send(clientFrame(OPCODES.continuation, message.slice(1_000)));
      const received = await connection.untilText('"commandId":"pieces"');
      expect(received).toContain("\x8a\x0dare you there");
    });

    it("may send its first message in one breath with the handshake", async () => {
      await using connection = await open(await begin(), text(attack("early")));
      await connection.untilText('"commandId":"early"');
    });

    it("is answered when it closes", async () => {
      await using connection = await open(await begin());
      connection.send(clientFrame(OPCODES.close, Buffer.from([3, 232])));
      expect(await closeCodeOf(connection)).toBe(1000);
      await connection.ended();
    });
  });

  describe("[PR63] after a close nothing counts", () => {
    it.each([
      ["of its own", clientFrame(OPCODES.close, Buffer.from([3, 232]))],
      ["of the server's", clientFrame(OPCODES.binary, "x")],
    ])("%s", async (_what, ending) => {
      const player = await begin();
      await using connection = await open(player);
      await connection.send(text(attack("before"))).untilText('"type":"outcome"');
      await connection.send(Buffer.concat([ending, text(attack("after")), text(attack("later"))])).ended();
      const headers = { authorization: `Bearer ${player.token}` };
      const me = await fetch(`${server.url}${routes.me(player.familyId)}`, { headers });
      expect(decodePlayerAnswer(await me.text()).hits).toBe(1);
    });
  });

  /** RFC 6455 §5.5.2, without a body. */
  const PING = "\x89\x00";

  describe("[PR65] liveness", () => {
    it("pings, and terminates a client that does not answer, but not one that does", async () => {
      await using server = await startServer({}, { timings: { pingIntervalMs: 300 } });
      const path = routes.feed(await createFamily(server), transport);
      await using deaf = await openRawSocket(server.port, path);
      await using good = await openRawSocket(server.port, path);
      good.socket.on("data", (bytes: Buffer) => {
        if (bytes.includes(PING, 0, "latin1")) good.send(clientFrame(OPCODES.pong, ""));
      });
      const received = await deaf.ended();
      expect(received.split(PING)).toHaveLength(2);
      await good.untilText(PING.repeat(4));
    });
  });
});

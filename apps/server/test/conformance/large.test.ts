// Family 9 of the Autobahn test suite (limits and performance) against both echo sockets, over TCP: large messages in one
// frame, in fragments down to 64 bytes, in small pieces; many small messages one after the other.
import { ECHO_SOCKETS, MAX_ECHO_BYTES } from "@hydra/protocol";
import { frame } from "@hydra/rfc6455/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { EchoClient } from "./echo-client.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_048_576;
const TYPES = [
  { type: "text", opcode: 1, family: 0 },
  { type: "binary", opcode: 2, family: 1 },
] as const;

/** A message in fragments of one size, as the bytes of its frames. */
function fragmented(opcode: number, bytes: number, size: number): Buffer {
  const payload = new Uint8Array(size).fill(0x2a);
  const count = bytes / size;
  if (count === 1) return Buffer.from(frame({ opcode, payload }));
  const middle = Buffer.from(frame({ opcode: 0, fin: false, payload }));
  return Buffer.concat([
    frame({ opcode, fin: false, payload }),
    Buffer.alloc(middle.length * (count - 2), middle),
    frame({ opcode: 0, payload }),
  ]);
}

describe.each(ECHO_SOCKETS)("the echo socket %s", (name) => {
  describe.each(TYPES)("takes $type", ({ opcode, family }) => {
    /** Sends one message of asterisks, however cut, and awaits it back whole. */
    async function expectEcho(bytes: Buffer, length: number, chunkBytes?: number): Promise<void> {
      await using client = await EchoClient.open(server.port, name);
      await client.send(bytes, chunkBytes);
      await client.untilFrames(1);
      expect(client.frames).toHaveLength(1);
      const [{ opcode: received, payload } = { opcode: 0, payload: Buffer.alloc(0) }] = client.frames;
      expect(received).toBe(opcode);
      expect(payload.equals(Buffer.alloc(length, "*"))).toBe(true);
    }

    const wholes = [64 * KIBIBYTE, 256 * KIBIBYTE, MEBIBYTE, 4 * MEBIBYTE, 8 * MEBIBYTE, 16 * MEBIBYTE];
    it.each(wholes.map((length, index) => [`9.${1 + family}.${index + 1}`, length] as const))(
      "%s: %i bytes in one frame",
      (_id, length) => expectEcho(fragmented(opcode, length, length), length),
    );

    const sizes = [64, 256, KIBIBYTE, 4 * KIBIBYTE, 16 * KIBIBYTE, 64 * KIBIBYTE, 256 * KIBIBYTE, MEBIBYTE];
    it.each(sizes.map((size, index) => [`9.${3 + family}.${index + 1}`, size] as const))(
      "%s: 4 MiB in fragments of %i bytes",
      (_id, size) => expectEcho(fragmented(opcode, 4 * MEBIBYTE, size), 4 * MEBIBYTE),
    );

    it(`9.${3 + family}: 16 MiB in 262,144 fragments of 64 bytes`, () =>
      expectEcho(fragmented(opcode, MAX_ECHO_BYTES, 64), MAX_ECHO_BYTES));

    const chops = [64, 128, 256, 512, 1_024, 2_048];
    it.each(chops.map((size, index) => [`9.${5 + family}.${index + 1}`, size] as const))(
      "%s: 1 MiB in pieces of %i bytes",
      (_id, size) => expectEcho(fragmented(opcode, MEBIBYTE, MEBIBYTE), MEBIBYTE, size),
    );

    const lengths = [0, 16, 64, 256, 1_024, 4_096];
    it.each(lengths.map((length, index) => [`9.${7 + family}.${index + 1}`, length] as const))(
      "%s: 1,000 messages of %i bytes, each after the echo of the one before",
      async (_id, length) => {
        await using client = await EchoClient.open(server.port, name);
        const message = frame({ opcode, payload: new Uint8Array(length).fill(0x2a) });
        for (let count = 1; count <= 1_000; count += 1) {
          await client.send(message);
          await client.untilFrames(count);
        }
        const echo = Buffer.alloc(length, "*");
        expect(
          client.frames.every((received) => received.opcode === opcode && received.payload.equals(echo)),
        ).toBe(true);
        expect(client.frames).toHaveLength(1_000);
      },
    );
  });
});

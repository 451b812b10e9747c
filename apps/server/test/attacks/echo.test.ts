// Large messages to echo sockets, from a peer that goes on after the Close. SPEC PR85.
import { setTimeout as wait } from "node:timers/promises";
import { ECHO_SOCKETS, MAX_ECHO_BYTES, routes } from "@hydra/protocol";
import { expect, it } from "vitest";
import { RawConnection } from "../raw-connection.ts";
import { handshakeRequest } from "../raw-socket.ts";
import { ATTACK_MS, ATTACK_TIMEOUT_MS, Target } from "./target.ts";

const SOCKETS = 128;
/** After a socket was refused or cut. */
const AGAIN_MS = 200;
/** What all echo sockets may hold, and one and a half times as much for what is on its way and for garbage: 110 to 400 are seen. */
const MAX_GROWTH_MIB = 2.5 * 256;

/** A binary message of the largest size, of which three quarters come. */
function unfinishedMessage(): Buffer {
  const header = Buffer.alloc(14);
  header.set([0x82, 0xff]);
  header.writeBigUInt64BE(BigInt(MAX_ECHO_BYTES), 2);
  return Buffer.concat([header, Buffer.alloc((MAX_ECHO_BYTES / 4) * 3)]);
}

it.each(ECHO_SOCKETS)(
  "[PR85] %s: 128 messages of 16 MiB that never end",
  { timeout: ATTACK_TIMEOUT_MS },
  async (name) => {
    await using target = await Target.open();
    const message = unfinishedMessage();
    const { peakMib, calmMib } = await target.underAttack(`echo ${name}`, async () => {
      const over = performance.now() + ATTACK_MS;
      const one = async (): Promise<void> => {
        while (performance.now() < over) {
          await using connection = await RawConnection.open(target.port);
          connection.say(handshakeRequest(routes.labEcho(name))).say(message);
          await Promise.race([connection.ended(), wait(over - performance.now())]);
          await wait(AGAIN_MS);
        }
      };
      await Promise.all(Array.from({ length: SOCKETS }, one));
    });
    expect(peakMib - calmMib).toBeLessThan(MAX_GROWTH_MIB);
  },
);

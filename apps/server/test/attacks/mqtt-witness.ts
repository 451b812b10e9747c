// A client of the broker that is attacked, which watches the bystander's family meanwhile and after.
import { decodeFrame, routes } from "@hydra/protocol";
import { MqttSocket } from "../messaging/mqtt-socket.ts";
import type { Target } from "./target.ts";

const PING_MS = 30_000;

/** A client that watches the bystander's family, and must have missed nothing when the attack is over. */
export async function beside(target: Target, act: () => Promise<void>): Promise<void> {
  const { familyId } = target.player;
  await using witness = await MqttSocket.watch(target.url, familyId);
  const pings = setInterval(() => witness.send({ cmd: "pingreq" }), PING_MS);
  try {
    await act();
  } finally {
    clearInterval(pings);
  }
  const answer = await fetch(target.url + routes.feed(familyId, "polling"));
  const frame = decodeFrame(await answer.text());
  if (frame?.type !== "snapshot") throw new Error("no snapshot");
  // Throws where a delta did not follow, or it was cut.
  await witness.reached(frame.seq);
  // A new one is taken as ever.
  await using later = await MqttSocket.watch(target.url, familyId);
  await later.reached(frame.seq);
}

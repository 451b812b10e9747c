// A cursor is one thing, whichever transport it came by: [PR11] of the protocol's SPEC, for every pair of transports.
import { decodeAttackAnswer, FEED_TRANSPORTS, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { firstFrame } from "../first-frame.ts";
import { attack, createFamily, join } from "../http-player.ts";

let server: RunningServer;
let player: JoinAnswer;
beforeAll(async () => {
  server = await startServer();
  player = await join(server, await createFamily(server));
});
afterAll(() => server.close());

const at = (): { url: string; familyId: string } => ({ url: server.url, familyId: player.familyId });
const PAIRS = FEED_TRANSPORTS.flatMap((from) => FEED_TRANSPORTS.map((to) => [from, to] as const));

describe("[PR11] a cursor", () => {
  it.each(PAIRS)("of %s is good on %s", async (from, to) => {
    const before = await firstFrame({ ...at(), transport: from });
    const counted = await attack(server, player, { commandId: `${from}.${to}` });
    const { seq } = decodeAttackAnswer(await counted.text());
    expect(before).toMatchObject({
      type: "snapshot",
      cursor: `${before.cursor.split(":")[0]}:${before.seq}`,
    });
    expect(await firstFrame({ ...at(), transport: to, since: before.cursor })).toMatchObject({
      type: "delta",
      from: before.seq,
      seq,
    });
  });
});

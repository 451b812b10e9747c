// A cursor is one thing, whichever transport it came by: [PR11] of the protocol's SPEC, for every pair of transports.
import {
  decodeAttackAnswer,
  decodeFrame,
  encodeCursor,
  isSocketTransport,
  routes,
  TRANSPORTS,
  type JoinAnswer,
  type TransportName,
} from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { EventClient } from "../event-client.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { SocketClient } from "../socket-client.ts";

let server: RunningServer;
let player: JoinAnswer;
beforeAll(async () => {
  server = await startServer();
  player = await join(server, await createFamily(server));
});
afterAll(() => server.close());

interface Seen {
  readonly type: string;
  readonly from?: number;
  readonly seq: number;
  /** As the transport itself gives it. */
  readonly cursor: string;
}

function seen(body: string, cursor?: string | null): Seen {
  const frame = decodeFrame(body);
  if (frame?.type !== "snapshot" && frame?.type !== "delta") throw new Error(`not a state: ${body}`);
  return { ...frame, cursor: cursor ?? encodeCursor(frame) };
}

/** The first frame of a feed that goes on from a cursor, or begins. */
async function firstFrame(transport: TransportName, since?: string): Promise<Seen> {
  const options = since === undefined ? {} : { since };
  if (isSocketTransport(transport)) {
    await using client = await SocketClient.open(server.url.replace("http", "ws"), player.familyId, {
      ...options,
      transport,
    });
    const [message] =
      since === undefined ? await client.received("snapshot") : await client.received("delta");
    return seen(JSON.stringify(message));
  }
  if (transport === "sse") {
    await using client = await EventClient.open(server.url, player.familyId, options);
    const [event] = await client.received(1);
    return seen(event?.data ?? "", event?.id);
  }
  const query = since === undefined ? "" : `?since=${since}`;
  const answer = await fetch(`${server.url}${routes.feed(player.familyId, transport)}${query}`);
  return seen(await answer.text(), /^"(.*)"$/u.exec(answer.headers.get("etag") ?? "")?.[1]);
}

const PAIRS = TRANSPORTS.flatMap((from) => TRANSPORTS.map((to) => [from, to] as const));

describe("[PR11] a cursor", () => {
  it.each(PAIRS)("of %s is good on %s", async (from, to) => {
    const before = await firstFrame(from);
    const counted = await attack(server, player, { commandId: `${from}.${to}` });
    const { seq } = decodeAttackAnswer(await counted.text());
    expect(before).toMatchObject({
      type: "snapshot",
      cursor: `${before.cursor.split(":")[0]}:${before.seq}`,
    });
    expect(await firstFrame(to, before.cursor)).toMatchObject({ type: "delta", from: before.seq, seq });
  });
});

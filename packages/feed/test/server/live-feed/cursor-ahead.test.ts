// A cursor that is ahead of the server's: of a node that is faster, or of a log that was put back from an older copy.
import { WebSocket } from "ws";
import { describe, expect, it } from "vitest";
import type { Fields } from "../../../src/wire/fields.ts";
import { FEED_TRANSPORTS, TRAITS } from "../../../src/wire/transports.ts";
import { PlainApp } from "./plain-app.ts";
import { watch } from "./watcher.ts";

async function openApp(): Promise<PlainApp & { readonly ahead: string }> {
  const plain = await PlainApp.open();
  for (let price = 1; price <= 5; price += 1) plain.prices.set({ symbol: "ACME", price });
  const { epoch, seq } = plain.prices;
  return Object.assign(plain, { ahead: `${epoch}:${seq + 1_000}` });
}

const SNAPSHOT = { type: "snapshot", seq: 5, rows: [{ symbol: "ACME", price: 5 }] };

describe("[PR113] a cursor that is ahead", () => {
  it.each(FEED_TRANSPORTS)(
    "is answered by a snapshot, and then by deltas from there, over %s",
    async (transport) => {
      await using plain = await openApp();
      await using watcher = watch(transport, plain.url, { since: plain.ahead });
      const first = await watcher.next();
      expect(first).toMatchObject(SNAPSHOT);
      if (TRAITS[transport].mode !== "streaming") return;
      plain.prices.set({ symbol: "ACME", price: 6 });
      expect(await watcher.next()).toMatchObject({ type: "delta", from: 5, seq: 6 });
    },
  );

  it.each<[string, (ahead: string) => { path: string; headers: Record<string, string> }]>([
    ["a poll by If-None-Match", (ahead) => ({ path: "", headers: { "if-none-match": `"${ahead}"` } })],
    ["a poll by both", (ahead) => ({ path: `?since=${ahead}`, headers: { "if-none-match": `"${ahead}"` } })],
    [
      "a long-poll that names a hold",
      (ahead) => ({ path: `/next?since=${ahead}&holdMs=30000`, headers: {} }),
    ],
    ["a long-poll that names none", (ahead) => ({ path: `/next?since=${ahead}`, headers: {} })],
  ])("is answered 200 at once: %s", async (_what, requestOf) => {
    await using plain = await openApp();
    const { path, headers } = requestOf(plain.ahead);
    const answer = await fetch(plain.url + path, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe(`"${plain.cursor}"`);
    expect(await answer.json()).toMatchObject(SNAPSHOT);
  });

  it("counts for an event stream also where it came by Last-Event-ID, or beside a cursor that the server has", async () => {
    await using plain = await openApp();
    const headers = { "last-event-id": plain.ahead };
    for (const since of [undefined, plain.cursor]) {
      await using watcher = watch("sse", plain.url, { headers, ...(since === undefined ? {} : { since }) });
      expect(await watcher.next()).toMatchObject(SNAPSHOT);
    }
  });

  it("is answered while a change waits for its frame, too", async () => {
    await using plain = await openApp();
    plain.prices.set({ symbol: "ACME", price: 6 });
    const socket = new WebSocket(`${plain.url.replace("http", "ws")}/socket?since=${plain.ahead}`);
    const frame = await new Promise<Fields>((resolve) =>
      socket.once("message", (data: Buffer) => resolve(JSON.parse(data.toString()) as Fields)),
    );
    expect(frame).toMatchObject({ type: "snapshot", seq: 6 });
    socket.close();
  });
});

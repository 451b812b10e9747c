// The server's half of the README's thirty lines, over each transport.
import { describe, expect, it, vi } from "vitest";
import type { Fields } from "../../../src/wire/fields.ts";
import { TRAITS, FEED_TRANSPORTS } from "../../../src/wire/transports.ts";
import { PlainApp } from "./plain-app.ts";
import { watch } from "./watcher.ts";

/** Prices by symbol after a frame, as a client shows them. */
function after(held: Record<string, unknown>, frame: Fields): Record<string, unknown> {
  const shown = frame["type"] === "snapshot" ? {} : { ...held };
  for (const key of (frame["left"] ?? []) as string[]) delete shown[key];
  for (const row of (frame["rows"] ?? []) as { symbol: string; price: unknown }[])
    shown[row.symbol] = row.price;
  return shown;
}

describe.each(FEED_TRANSPORTS)("%s", (transport) => {
  it("[PR20, PR22] gives a snapshot, and what is set and deleted by deltas that follow on each other", async () => {
    await using plain = await PlainApp.open();
    const { prices } = plain;
    prices.set({ symbol: "ACME", price: 12.5 });
    prices.set({ symbol: "IOTA", price: 3 });
    await using watcher = watch(transport, plain.url);
    const first = await watcher.next();
    expect(first).toMatchObject({ type: "snapshot", epoch: prices.epoch, seq: prices.seq, key: "symbol" });
    let shown = after({}, first);
    expect(shown).toEqual({ ACME: 12.5, IOTA: 3 });
    let last = first;
    const changes = [
      () => prices.set({ symbol: "ACME", price: 13 }),
      () => prices.delete("IOTA"),
      () => prices.set({ symbol: "ZETA", price: 1 }),
    ];
    for (const change of changes) {
      change();
      const frame = await watcher.next();
      expect(frame).toMatchObject({ type: "delta", from: last["seq"], seq: prices.seq });
      shown = after(shown, frame);
      last = frame;
    }
    expect(shown).toEqual({ ACME: 13, ZETA: 1 });
  });

  it("[PR12] resumes from a cursor by delta, and from one of another epoch by snapshot", async () => {
    await using plain = await PlainApp.open();
    const { prices } = plain;
    prices.set({ symbol: "ACME", price: 1 });
    const since = plain.cursor;
    prices.delete("ACME");
    await using resumed = watch(transport, plain.url, { since });
    expect(await resumed.next()).toMatchObject({ type: "delta", from: 1, seq: 2, left: ["ACME"] });
    await using reset = watch(transport, plain.url, { since: "zzzz:2" });
    expect(await reset.next()).toMatchObject({ type: "snapshot", seq: 2, rows: [] });
  });

  it("[PR29] shares one frame among changes of one interval", async () => {
    await using plain = await PlainApp.open({ frameIntervalMs: 200 });
    const { prices } = plain;
    await using watcher = watch(transport, plain.url);
    let { seq } = await watcher.next();
    let frames = 0;
    for (let n = 1; n <= 200; n += 1) prices.set({ symbol: "ACME", price: n });
    while (seq !== prices.seq) {
      ({ seq } = await watcher.next());
      frames += 1;
    }
    expect(frames).toBeLessThanOrEqual(2);
  });

  it("refuses a cursor that is none, as problem details", async () => {
    await using plain = await PlainApp.open();
    const { app } = plain;
    const { path, needsUpgrade } = TRAITS[transport];
    // What comes before the upgrade is a poll's.
    const answer = await app.inject(`/prices${needsUpgrade ? "" : path}?since=nonsense`);
    expect(answer.json()).toMatchObject({ status: 400, code: "invalid-cursor" });
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    await using watcher = watch(transport, plain.url, { since: "nonsense" });
    await expect(watcher.next()).rejects.toThrow(/400/);
  });
});

it("only the transports that are asked for are served", async () => {
  await using plain = await PlainApp.open({ transports: ["polling", "sse"] });
  const statuses = await Promise.all(
    ["", "/next", "/socket", "/socket-raw"].map(async (path) => (await fetch(plain.url + path)).status),
  );
  expect(statuses).toEqual([200, 404, 404, 404]);
  await using watcher = watch("sse", plain.url);
  expect(await watcher.next()).toMatchObject({ type: "snapshot" });
});

it("[PR5] a poll is answered 304 for the version it names, 204 when nothing is newer than its cursor", async () => {
  await using plain = await PlainApp.open();
  plain.prices.set({ symbol: "ACME", price: 1 });
  const first = await fetch(plain.url);
  expect([first.status, first.headers.get("etag")]).toEqual([200, `"${plain.cursor}"`]);
  const again = await fetch(plain.url, { headers: { "if-none-match": `"${plain.cursor}"` } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const newer = await fetch(`${plain.url}?since=${plain.cursor}`);
  expect([newer.status, await newer.text()]).toEqual([204, ""]);
  const head = await fetch(plain.url, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe(first.headers.get("content-length"));
});

it("[PR6] a long-poll is answered 204 when its hold ends, and at once when something newer is there", async () => {
  await using plain = await PlainApp.open();
  const url = `${plain.url}/next`;
  const held = await fetch(`${url}?since=${plain.cursor}&holdMs=60`);
  expect([held.status, await held.text()]).toEqual([204, ""]);
  const since = plain.cursor;
  plain.prices.set({ symbol: "ACME", price: 1 });
  expect(await (await fetch(`${url}?since=${since}`)).json()).toMatchObject({ type: "delta" });
  expect((await fetch(`${url}?since=${since}&holdMs=soon`)).status).toBe(400);
});

it("[PR52] an event stream resumes from Last-Event-ID or `since`, whichever is newer", async () => {
  await using plain = await PlainApp.open();
  const cursors = [1, 2, 3].map((price) => {
    plain.prices.set({ symbol: "ACME", price });
    return plain.cursor;
  });
  const [older = "", newer = ""] = cursors;
  for (const [since, id] of [
    [older, newer],
    [newer, older],
  ] as const) {
    await using watcher = watch("sse", plain.url, { since, headers: { "last-event-id": id } });
    expect(await watcher.next()).toMatchObject({ type: "delta", from: 2, seq: 3 });
  }
});

it("[PR27] streams are never silent for long", async () => {
  await using plain = await PlainApp.open({ heartbeatIntervalMs: 100 });
  const answer = await fetch(`${plain.url}/events`);
  const reader = answer.body?.getReader();
  let text = "";
  await vi.waitFor(
    async () => {
      text += new TextDecoder().decode((await reader?.read())?.value as Uint8Array);
      expect(text).toMatch(/event: heartbeat\n.*"intervalMs":100/);
    },
    { timeout: 30_000 },
  );
  await reader?.cancel();
});

// A feed of the application's own that throws: its watchers are ended, and nothing else.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, vi } from "vitest";
import { createKeyedFeed, Hub, liveFeed, plainPolls, type VersionedFeed } from "../../../src/server/index.ts";
import { TRAITS, FEED_TRANSPORTS } from "../../../src/wire/transports.ts";
import { PATIENCE_MS, PlainApp } from "./plain-app.ts";
import { watch } from "./watcher.ts";

/** Rows by key, until it breaks. */
class Fragile implements VersionedFeed {
  readonly rows = createKeyedFeed({ key: "id" });
  isBroken = false;

  get epoch(): string {
    return this.rows.epoch;
  }

  get seq(): number {
    return this.rows.seq;
  }

  get publishedSeq(): number {
    return this.rows.publishedSeq;
  }

  frameSince(...[cursor]: Parameters<VersionedFeed["frameSince"]>): ReturnType<VersionedFeed["frameSince"]> {
    if (this.isBroken) throw new Error("a mistake of the application");
    return this.rows.frameSince(cursor);
  }

  onChange(listener: () => void): () => void {
    return this.rows.onChange(listener);
  }
}

const PUSHED = FEED_TRANSPORTS.filter((name) => TRAITS[name].mode !== "asking");

class Both implements AsyncDisposable {
  readonly plain = new PlainApp();
  readonly fragile = new Fragile();
  readonly errors: unknown[] = [];
  readonly hub = new Hub({
    frameIntervalMs: 5,
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: Date.now,
    onError: (error) => this.errors.push(error),
  });

  static async open(): Promise<Both> {
    const both = new Both();
    const { plain, fragile, hub } = both;
    await plain.app.register(liveFeed, { prefix: "/prices", feed: plain.prices, hub });
    await plain.app.register(liveFeed, { prefix: "/fragile", feed: fragile, hub });
    await plain.listen();
    return both;
  }

  get fragileUrl(): string {
    return `${this.plain.origin}/fragile`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub.drain();
    await this.plain[Symbol.asyncDispose]();
  }
}

it.each(PUSHED)(
  "ends its watchers over %s, is reported once, and goes on when it is mended",
  async (transport) => {
    await using both = await Both.open();
    const { plain, fragile, fragileUrl, errors } = both;
    await using other = watch(transport, plain.url);
    await using first = watch(transport, fragileUrl);
    await using second = watch(transport, fragileUrl);
    for (const watcher of [other, first, second]) expect((await watcher.next())["type"]).toBe("snapshot");
    fragile.isBroken = true;
    fragile.rows.set({ id: 1 });
    await Promise.all([first.ended, second.ended]);
    if (TRAITS[transport].needsUpgrade) expect(first.end).toMatchObject({ code: 1013 });
    await using late = watch(transport, fragileUrl);
    await late.ended;
    expect(errors).toHaveLength(1);
    plain.prices.set({ symbol: "ACME", price: 1 });
    expect(await other.next()).toMatchObject({ rows: [{ symbol: "ACME" }] });
    fragile.isBroken = false;
    await using again = watch(transport, fragileUrl);
    expect(await again.next()).toMatchObject({ rows: [{ id: 1 }] });
  },
);

it("answers its polls with 500, those that come by the short way too, and its parked ones with nothing newer", async () => {
  await using both = await Both.open();
  const { plain, fragile, fragileUrl, hub, errors } = both;
  const since = `${fragile.epoch}:${fragile.seq}`;
  const parked = fetch(`${fragileUrl}/next?since=${since}`);
  await until(() => hub.size === 1);
  fragile.isBroken = true;
  fragile.rows.set({ id: 1 });
  expect((await parked).status).toBe(204);
  for (const path of ["", "/next"]) expect((await fetch(fragileUrl + path)).status).toBe(500);
  expect(errors).toHaveLength(1);
  const answer = plainPolls({
    hub,
    fields: [],
    match: (url) => ({ feed: fragile, since: undefined, isHeld: url.includes("next") }),
  });
  const server = createServer((request, response) => {
    if (!answer(request, response)) response.writeHead(418).end();
  });
  await once(server.listen(0), "listening");
  const { port } = server.address() as AddressInfo;
  for (const path of ["", "next"]) expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(418);
  server.closeAllConnections();
  server.close();
  expect((await fetch(plain.url)).status).toBe(200);
});

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isSo()).toBe(true), { timeout: PATIENCE_MS });
}

// What an application gives a connection besides an address: a reader of rows, or a codec of its own.
import { expect, it, vi } from "vitest";
import { TRANSPORTS } from "../../src/wire/transports.ts";
import { createConnection } from "../../src/client/create-connection.ts";
import type { FeedView, ViewCodec } from "../../src/client/view-codec.ts";
import { integerAt, stringAt } from "../../src/wire/fields.ts";
import type { DeltaEnvelope, SnapshotEnvelope } from "../../src/wire/frames.ts";
import { startScriptedServer, type Exchange } from "./scripted-server.ts";

function sendFrame(exchange: Exchange, seq: number, members: object): void {
  const delta = seq === 1 ? { type: "snapshot" } : { type: "delta", from: seq - 1 };
  exchange.send(200, JSON.stringify({ ...delta, epoch: "e1", seq, publishedAt: seq, ...members }));
}

it("rows are what the application's reader makes of them, and [PR7] a row that it refuses loses the feed", async () => {
  await using server = await startScriptedServer();
  const shown: string[] = [];
  const connection = createConnection({
    url: `${server.url}/prices`,
    transport: "long-polling",
    row: (fields) => ({ symbol: stringAt(fields, "symbol"), cents: integerAt(fields, "cents") }),
    onUpdate: ({ rows }) => shown.push(rows.map(({ symbol, cents }) => `${symbol} ${cents / 100}`).join()),
  });
  sendFrame(await server.next(), 1, { key: "symbol", rows: [{ symbol: "ACME", cents: 1_250, more: true }] });
  sendFrame(await server.next(), 2, { rows: [{ symbol: "ACME", cents: "1251" }] });
  await vi.waitFor(() => expect(connection.counters.malformed).toBe(1));
  expect(shown).toEqual(["ACME 12.5"]);
  expect(connection.view?.rows).toEqual([{ symbol: "ACME", cents: 1_250 }]);
  connection.close();
});

interface TextView extends FeedView {
  readonly text: string;
}

it("a feed that is not rows by key is shown by the application's codec", async () => {
  const codec: ViewCodec<
    TextView,
    SnapshotEnvelope & { readonly text: string },
    DeltaEnvelope & { readonly added: string }
  > = {
    snapshot: (envelope, fields) => ({ ...envelope, text: stringAt(fields, "text") }),
    delta: (envelope, fields) => ({ ...envelope, added: stringAt(fields, "added") }),
    fromSnapshot: ({ epoch, seq, publishedAt, text }) => ({ cursor: { epoch, seq }, publishedAt, text }),
    applyDelta: ({ text }, { epoch, seq, publishedAt, added }) => ({
      cursor: { epoch, seq },
      publishedAt,
      text: text + added,
    }),
  };
  await using server = await startScriptedServer();
  const shown: string[] = [];
  const connection = createConnection({
    url: `${server.url}/text`,
    transport: "long-polling",
    codec,
    onUpdate: ({ view, frame }) => shown.push(`${view.text} (${frame.type})`),
  });
  sendFrame(await server.next(), 1, { text: "a" });
  sendFrame(await server.next(), 2, { added: "b" });
  await vi.waitFor(() => expect(shown).toEqual(["a (snapshot)", "ab (delta)"]));
  connection.close();
});

it.each(["prices", "ws://127.0.0.1/prices", "ftp://127.0.0.1/prices", "http://"])(
  "an address that is none of http(s) is refused by name at once: %s",
  (url) => {
    expect(() => createConnection({ url, transport: "sse" })).toThrow(
      new TypeError(`The feed's address is not one of http or https: "${url}".`),
    );
  },
);

it.each(["web-socket", "toString", undefined])(
  "a transport that there is none of is named: %s",
  async (name) => {
    const transport = name as "sse";
    const named = new TypeError(`There is no transport ${JSON.stringify(name)}: ${TRANSPORTS.join(", ")}.`);
    const url = "http://127.0.0.1:1/prices";
    expect(() => createConnection({ url, transport })).toThrow(named);
    const connection = createConnection({ url, transport: "auto" });
    await expect(connection.switchTo(transport)).rejects.toThrow(named);
    expect(() => connection.stepAside(transport)).toThrow(named);
    expect(connection.auto).toEqual({ blocked: [] });
    connection.close();
  },
);

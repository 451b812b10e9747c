// The page's own connection under the microscope, on a real server: what can be done over each transport, and what it leaves alone.
import { startServer } from "@hydra/server";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { getFamily, openCapture } from "@hydra/client";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import type { Watch } from "../../../src/stores/wire/watch.ts";
import { openBrowser, until } from "../../browser.ts";
import { createBattle } from "../battle.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { openWatch } = await import("../../../src/stores/wire/watch.ts");
const { familyId, join } = await createBattle(server.url);
const striker = await join("Iolaus");

const watches: Watch[] = [];
afterEach(() => {
  for (const watch of watches.splice(0)) watch.close();
});
afterAll(() => server.close());

/** A connection that has shown something, with what became of it and every answer of the server's over HTTP. */
async function watchOver(transport: TransportName, family = familyId) {
  const { captureId } = await openCapture({ baseUrl: server.url });
  const onLive = vi.fn<() => void>();
  const ends: string[] = [];
  const watch = openWatch({
    transport,
    familyId: family,
    capture: captureId,
    onLive,
    onEnd: ({ reason }) => ends.push(reason),
  });
  watches.push(watch);
  return { watch, onLive, ends, captureId };
}

it("offers what a transport lets one do: an attack over sockets, a request by hand, nothing over a stream", async () => {
  const actions = await Promise.all(
    TRANSPORTS.map(async (transport) => (await watchOver(transport)).watch.action),
  );
  expect(Object.fromEntries(TRANSPORTS.map((transport, index) => [transport, actions[index]]))).toEqual({
    polling: "conditional",
    "long-polling": "hold",
    sse: undefined,
    websocket: "attack",
    "websocket-raw": "attack",
    mqtt: undefined,
  });
});

it.each(TRANSPORTS)("over %s is live with the first frame, and names its capture", async (transport) => {
  const { onLive, ends, captureId } = await watchOver(transport);
  await until(() => expect(onLive).toHaveBeenCalled());
  const opened = [...browser.requests, ...browser.sockets].filter((path) => path.includes(captureId));
  expect(opened.length).toBeGreaterThan(0);
  expect(ends).toEqual([]);
});

it("asks for the state that it holds already, which is answered without one", async () => {
  const statuses = recordStatuses();
  const { watch, onLive } = await watchOver("polling");
  await until(() => expect(onLive).toHaveBeenCalled());
  await watch.act();
  expect(statuses.at(-1)).toBe(304);
  await striker.strike();
  await watch.act();
  expect(statuses.at(-1)).toBe(200);
});

it("holds a request for a second when nothing is new", async () => {
  const { watch, onLive, captureId } = await watchOver("long-polling");
  await until(() => expect(onLive).toHaveBeenCalled());
  const statuses = recordStatuses();
  await watch.act();
  expect(statuses).toContain(204);
  const byHand = browser.requests.filter((path) => path.includes(captureId) && path.includes("holdMs=1000"));
  expect(byHand).toHaveLength(1);
  expect(byHand[0]).toMatch(/\/ranking\/next\?since=/);
});

it.each(["websocket", "websocket-raw"] as const)(
  "attacks over %s without having joined: refused, and nothing is hit",
  async (transport) => {
    const { watch, onLive, ends } = await watchOver(transport);
    await until(() => expect(onLive).toHaveBeenCalled());
    const before = await getFamily({ baseUrl: server.url }, familyId);
    await watch.act();
    expect(await getFamily({ baseUrl: server.url }, familyId)).toEqual(before);
    expect(ends).toEqual([]);
  },
);

it("does nothing over a stream", async () => {
  const { watch, onLive } = await watchOver("sse");
  await until(() => expect(onLive).toHaveBeenCalled());
  const { length } = browser.requests;
  await watch.act();
  expect(browser.requests).toHaveLength(length);
});

it("never rejects, although the server is away", async () => {
  const { watch, onLive } = await watchOver("polling");
  await until(() => expect(onLive).toHaveBeenCalled());
  browser.answerNext(`/api/families/${familyId}/ranking`, () => {
    throw new TypeError("no network");
  });
  await expect(watch.act()).resolves.toBeUndefined();
});

it("shows why it ended, and does not open anything anew", async () => {
  const { ends, onLive } = await watchOver("polling", "nowhere");
  await until(() => expect(ends).toHaveLength(1));
  expect(ends[0]).not.toBe("");
  expect(onLive).not.toHaveBeenCalled();
});

/** Statuses of all answers from now on. */
function recordStatuses(): number[] {
  const statuses: number[] = [];
  const send = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
    const response = await send(...request);
    statuses.push(response.status);
    return response;
  });
  return statuses;
}

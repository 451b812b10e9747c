// A capture of a real server's, read piece by piece: whole units, in their order, until it ends.
import { startServer } from "@hydra/server";
import { routes, type ErrorCode } from "@hydra/protocol";
import { endCapture } from "@hydra/client";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import type { CaptureReader } from "../../../src/stores/wire/reader.ts";
import type { Unit } from "../../../src/wire/unit.ts";
import { openBrowser, refusal, until } from "../../browser.ts";
import { createBattle } from "../battle.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { readNewCapture } = await import("../../../src/stores/wire/reader.ts");
const { familyId } = await createBattle(server.url);
const api = { baseUrl: server.url };

const readers: CaptureReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
afterAll(() => server.close());

async function read() {
  const units: Unit[] = [];
  const ends: ErrorCode[] = [];
  const lost: (readonly [number, number])[] = [];
  const reader = await readNewCapture(api, {
    onUnits: (more) => units.push(...more),
    onLost: (pieces, bytes) => lost.push([pieces, bytes]),
    onEnd: (code) => ends.push(code),
  });
  readers.push(reader);
  const poll = (): Promise<Response> =>
    fetch(`${server.url}/api/families/${familyId}/ranking?capture=${reader.captureId}`);
  return { reader, units, ends, lost, poll };
}

const kindsOf = (units: readonly Unit[]): string[] =>
  units.map(({ direction, kind }) => `${direction} ${kind}`);

it("makes units of an exchange: the request as it was received, and the answer as it was sent", async () => {
  const { units, poll, lost } = await read();
  await (await poll()).arrayBuffer();
  await until(() => expect(units.length).toBeGreaterThanOrEqual(2));
  expect(kindsOf(units).slice(0, 2)).toEqual(["received request", "sent answer"]);
  expect(units[1]!.payloadBytes).toBeGreaterThan(0);
  expect(lost).toEqual([]);
});

it("keeps exchanges apart, and goes on after what it has read", async () => {
  const { units, poll } = await read();
  await (await poll()).arrayBuffer();
  await until(() => expect(units.length).toBeGreaterThanOrEqual(2));
  await Promise.all([poll(), poll()].map(async (answer) => (await answer).arrayBuffer()));
  await until(() => expect(kindsOf(units).filter((kind) => kind === "sent answer")).toHaveLength(3));
  expect(kindsOf(units).filter((kind) => kind === "received request")).toHaveLength(3);
  expect(new Set(units.map(({ exchange }) => exchange)).size).toBe(3);
});

it("reports that the capture has ended, once, and asks no more", async () => {
  const { reader, ends } = await read();
  await endCapture(api, reader.captureId);
  await until(() => expect(ends).toEqual(["unknown-capture"]));
  const ofThis = (): string[] => browser.requests.filter((path) => path.includes(reader.captureId));
  const { length } = ofThis();
  // By the time that another one has tried again, this one would have, too.
  browser.answerNext(`${routes.labWires}/`, () => refusal("unavailable"));
  const other = await read();
  await (await other.poll()).arrayBuffer();
  await until(() => expect(other.units.length).toBeGreaterThan(0));
  expect(ofThis()).toHaveLength(length);
  expect(ends).toHaveLength(1);
});

it("asks again while the server cannot be reached, and loses nothing", async () => {
  browser.answerNext(`${routes.labWires}/`, () => refusal("unavailable"));
  const { units, ends, poll } = await read();
  await (await poll()).arrayBuffer();
  await until(() => expect(kindsOf(units).slice(0, 2)).toEqual(["received request", "sent answer"]));
  expect(ends).toEqual([]);
});

it("reports what the server dropped unread", async () => {
  browser.answerNext(`${routes.labWires}/`, () =>
    Response.json({ pieces: [], lostPieces: 3, lostBytes: 4_096 }),
  );
  const { lost } = await read();
  await until(() => expect(lost[0]).toEqual([3, 4_096]));
});

it("ends the capture on the server when it is closed, and reports nothing after that", async () => {
  const { reader, units, ends, poll } = await read();
  reader.close();
  await until(() =>
    expect(browser.requests.filter((path) => path.includes(reader.captureId)).length).toBeGreaterThan(1),
  );
  await vi.waitFor(
    () => expect(endCapture(api, reader.captureId)).rejects.toMatchObject({ code: "unknown-capture" }),
    {
      timeout: 30_000,
    },
  );
  await (await poll()).arrayBuffer();
  expect([units, ends]).toEqual([[], []]);
});

it("rejects where the server offers no capture", async () => {
  browser.answerNext(routes.labWires, () => refusal("not-found"));
  await expect(read()).rejects.toMatchObject({ code: "not-found" });
});

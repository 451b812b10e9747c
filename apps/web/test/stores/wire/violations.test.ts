// The bad-frame bench, against both sockets of a real server.
import { startServer } from "@hydra/server";
import { ECHO_SOCKETS, routes, WIRE_VIOLATION_IDS } from "@hydra/protocol";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { Trial, ViolationBench as Bench } from "../../../src/stores/wire/violations.ts";
import { openBrowser, refusal } from "../../browser.ts";

const server = await startServer();
const browser = openBrowser(server.url);
const { ViolationBench } = await import("../../../src/stores/wire/violations.ts");

const [FIRST, SECOND] = [WIRE_VIOLATION_IDS[0]!, WIRE_VIOLATION_IDS[1]!];

let bench: Bench;
beforeEach(() => {
  bench = new ViolationBench();
});
afterAll(() => server.close());

const trials = (): Readonly<Record<string, Trial | undefined>> => bench.store.getState().trials;

it("breaks one rule against each socket at the same time, and shows what came of it", async () => {
  const attempt = bench.attempt(FIRST);
  expect(trials()).toEqual(
    Object.fromEntries(ECHO_SOCKETS.map((target) => [`${FIRST}/${target}`, { type: "trying" }])),
  );
  await attempt;
  for (const target of ECHO_SOCKETS) {
    const trial = trials()[`${FIRST}/${target}`];
    expect(trial).toMatchObject({ type: "done", experiment: { answer: { violation: FIRST, target } } });
  }
});

it("tries all of them, counts them, and finds the hand-written socket right in each", async () => {
  const counts: (number | undefined)[] = [];
  bench.store.subscribe(({ done }, before) => {
    if (done !== before.done) counts.push(done);
  });
  await bench.attemptAll();
  expect(counts).toEqual([0, ...WIRE_VIOLATION_IDS.map((_, index) => index + 1), undefined]);
  expect(Object.keys(trials())).toHaveLength(WIRE_VIOLATION_IDS.length * ECHO_SOCKETS.length);
  const isRight = (trial: Trial | undefined): boolean => trial?.type === "done" && trial.experiment.isRight;
  const wrong = Object.entries(trials()).filter(([, trial]) => !isRight(trial));
  // The library takes a few frames that RFC 6455 forbids: what the bench is there to show.
  expect(wrong.map(([name]) => name.split("/")[1])).toEqual(wrong.map(() => "ws"));
});

it("stops after the one that is under way", async () => {
  const all = bench.attemptAll();
  bench.stop();
  await all;
  expect(bench.store.getState().done).toBeUndefined();
  expect(Object.keys(trials())).toHaveLength(ECHO_SOCKETS.length);
  // And can be started again.
  const again = bench.attemptAll();
  await vi.waitFor(() => expect(trials()[`${SECOND}/${ECHO_SOCKETS[0]}`]).toBeDefined(), { timeout: 30_000 });
  bench.stop();
  await again;
});

it("asks again when a busy server gives a time, and notes the answer it gets then", async () => {
  browser.answerNext(routes.labViolations, () => refusal("rate-limited", 20));
  browser.answerNext(routes.labViolations, () => refusal("lab-busy", 20));
  const { length } = browser.requests;
  await bench.attempt(FIRST);
  expect(browser.requests.slice(length)).toHaveLength(ECHO_SOCKETS.length + 2);
  expect(Object.values(trials()).map((trial) => trial?.type)).toEqual(ECHO_SOCKETS.map(() => "done"));
});

it("gives up a server that stays busy, with its code", async () => {
  const busy = ECHO_SOCKETS.length * 5;
  for (let count = 0; count < busy; count += 1)
    browser.answerNext(routes.labViolations, () => refusal("rate-limited", 1));
  const { length } = browser.requests;
  await bench.attempt(FIRST);
  expect(browser.requests.slice(length)).toHaveLength(busy);
  expect(Object.values(trials())).toEqual(ECHO_SOCKETS.map(() => ({ type: "failed", code: "rate-limited" })));
});

it("does not ask again without a time", async () => {
  browser.answerNext(routes.labViolations, () => refusal("not-found"));
  browser.answerNext(routes.labViolations, () => refusal("not-found"));
  const { length } = browser.requests;
  await bench.attempt(FIRST);
  expect(browser.requests.slice(length)).toHaveLength(ECHO_SOCKETS.length);
  expect(Object.values(trials())).toEqual(ECHO_SOCKETS.map(() => ({ type: "failed", code: "not-found" })));
});

it("keeps which one is looked at", () => {
  bench.open(SECOND);
  expect(bench.store.getState().open).toBe(SECOND);
  bench.open(undefined);
  expect(bench.store.getState().open).toBeUndefined();
});

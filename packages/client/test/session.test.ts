// Attacks when the browser's session becomes another one. Rules: ../SPEC.md.
import { ProtocolError, type AttackAnswer } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOST, type FakeFeed } from "./fake-transport.ts";
import { createRig, story, type Rig } from "./rig.ts";

const { snapshot } = story;
const ANSWER: AttackAnswer = {
  commandId: "c",
  seq: 6,
  damage: 12,
  critical: false,
  killingBlow: false,
  totalDamage: 12,
  rank: 1,
  duplicate: false,
};
const post = vi.fn<(url: string) => Promise<Response>>();

function createSocketRig(): Rig {
  const rig = createRig({ transport: "websocket" });
  rig.feeds[0]!.send(snapshot(5));
  return rig;
}

function answer(feed: FakeFeed): void {
  feed.onAttack = () => Promise.resolve(ANSWER);
}

beforeEach(() => {
  vi.useFakeTimers();
  post.mockReset().mockImplementation(() => Promise.resolve(Response.json(ANSWER)));
  vi.stubGlobal("fetch", post);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("[SE1] after another session", () => {
  it("no attack goes over the socket of the earlier one, and one that is opened since carries them", async () => {
    const { connection, feeds } = createSocketRig();
    answer(feeds[0]!);
    await connection.attack("slash");
    connection.renewSession();
    await connection.attack("slash");
    expect([feeds[0]!.attacks.length, post.mock.calls.length]).toEqual([1, 1]);

    const reopened = connection.reopen();
    await connection.attack("slash");
    expect([feeds[0]!.attacks.length, post.mock.calls.length]).toEqual([1, 2]);
    answer(feeds[1]!);
    feeds[1]!.send(snapshot(5));
    await reopened;
    await connection.attack("slash");
    expect([feeds[1]!.attacks.length, post.mock.calls.length]).toEqual([1, 2]);
  });

  it("nor over one whose opening was under way", async () => {
    const { connection, feeds } = createSocketRig();
    const switched = connection.switchTo("websocket-raw");
    answer(feeds[1]!);
    connection.renewSession();
    feeds[1]!.send(snapshot(5));
    await switched;
    await connection.attack("slash");
    expect([feeds[1]!.attacks.length, post.mock.calls.length]).toEqual([0, 1]);
  });

  it("a socket that was lost comes back with the new one", async () => {
    const { connection, feeds } = createSocketRig();
    connection.renewSession();
    feeds[0]!.end(LOST);
    await vi.advanceTimersByTimeAsync(10_000);
    answer(feeds[1]!);
    feeds[1]!.send(snapshot(5));
    await connection.attack("slash");
    expect([feeds[1]!.attacks.length, post.mock.calls.length]).toEqual([1, 0]);
  });
});

it("[SE2] an attack that is under way is given up, not sent again", async () => {
  const { connection, feeds } = createSocketRig();
  const unanswered = Promise.withResolvers<AttackAnswer>();
  feeds[0]!.onAttack = () => unanswered.promise;
  post.mockImplementation(() => Promise.reject(new TypeError("no network")));
  const overSocket = connection.attack("slash");
  const outcome = expect(overSocket).rejects.toMatchObject({ code: "unavailable" });
  connection.renewSession();
  // As a socket does when it is told to give up.
  unanswered.reject(new ProtocolError("unavailable"));
  await vi.advanceTimersByTimeAsync(20_000);
  await outcome;
  expect([feeds[0]!.attacks.length, post.mock.calls.length]).toEqual([1, 0]);

  const overHttp = connection.attack("slash");
  const lost = expect(overHttp).rejects.toMatchObject({ code: "unavailable" });
  await vi.advanceTimersByTimeAsync(0);
  expect(post).toHaveBeenCalledTimes(1);
  connection.renewSession();
  await vi.advanceTimersByTimeAsync(20_000);
  await lost;
  expect(post).toHaveBeenCalledTimes(1);
});

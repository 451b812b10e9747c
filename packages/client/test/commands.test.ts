import { ProtocolError, type AttackAnswer, type AttackRequest, type ErrorCode } from "@hydra/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attackUntilAnswered, type AttackChannel, type AttackPlan } from "../src/commands.ts";

const COMMAND: AttackRequest = { commandId: "c1", skill: "slash" };
const ANSWER: AttackAnswer = {
  commandId: "c1",
  seq: 1,
  damage: 10,
  critical: false,
  killingBlow: false,
  totalDamage: 10,
  rank: 1,
  duplicate: false,
};

/** A channel that answers each attempt in turn, and the commandIds it was given. */
function scripted(...answers: (AttackAnswer | ProtocolError | "closed" | "silent")[]) {
  const sent: string[] = [];
  const channel: AttackChannel = (command, signal) => {
    const answer = answers[sent.length];
    if (answer === undefined || answer === "closed") return undefined;
    sent.push(command.commandId);
    if (answer instanceof ProtocolError) return Promise.reject(answer);
    if (answer !== "silent") return Promise.resolve(answer);
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new ProtocolError("unavailable")));
    });
  };
  return { channel, sent };
}

function attack(channels: readonly AttackChannel[], overrides: Partial<AttackPlan> = {}) {
  const outcome = attackUntilAnswered({
    command: COMMAND,
    channels,
    timeoutMs: 10_000,
    keepMs: overrides.timeoutMs ?? 10_000,
    signal: new AbortController().signal,
    random: () => 0.5,
    ...overrides,
  });
  outcome.catch(() => {});
  return outcome;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("attackUntilAnswered", () => {
  it.each(["unavailable", "internal", "rate-limited"] as const)(
    "[PR33] sends the same commandId again after %s",
    async (code) => {
      const { channel, sent } = scripted(new ProtocolError(code), new ProtocolError(code), ANSWER);
      const outcome = attack([channel]);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await outcome).toEqual(ANSWER);
      expect(sent).toEqual(["c1", "c1", "c1"]);
    },
  );

  it.each(["cooldown", "monster-defeated", "unauthenticated", "unknown-player", "invalid-body"] as const)(
    "throws the server's %s at once",
    async (code) => {
      const { channel, sent } = scripted(new ProtocolError(code, "no", 700), ANSWER);
      await expect(attack([channel])).rejects.toMatchObject({ code, message: "no", retryAfterMs: 700 });
      expect(sent).toHaveLength(1);
    },
  );

  it("[PR32] waits as long as the server asks", async () => {
    const { channel, sent } = scripted(new ProtocolError("rate-limited", "slow", 3_000), ANSWER);
    const outcome = attack([channel]);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(await outcome).toEqual(ANSWER);
  });

  it("does not wait for what would come too late", async () => {
    const { channel } = scripted(new ProtocolError("rate-limited", "slow", 20_000));
    await expect(attack([channel])).rejects.toMatchObject({ code: "rate-limited", retryAfterMs: 20_000 });
  });

  it("takes the next way when one is not open, and takes another when one is silent", async () => {
    const socket = scripted("silent", "closed");
    const http = scripted(ANSWER);
    const outcome = attack([socket.channel, http.channel]);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(http.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(await outcome).toEqual(ANSWER);
    expect([socket.sent, http.sent]).toEqual([["c1"], ["c1"]]);
  });

  it("[PR47] shows another session when the socket's is none", async () => {
    const socket = scripted(new ProtocolError("unauthenticated"));
    const http = scripted(ANSWER);
    expect(await attack([socket.channel, http.channel])).toEqual(ANSWER);
    const stranger = scripted(new ProtocolError("unauthenticated"));
    const refused = attack([scripted(new ProtocolError("unauthenticated")).channel, stranger.channel]);
    await expect(refused).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("[PR33] keeps what has no answer for as long as it is to, but not what the server refuses", async () => {
    const retries: ErrorCode[] = [];
    const plan = { timeoutMs: 2_000, keepMs: Infinity, onRetry: (code: ErrorCode) => retries.push(code) };
    const away = scripted(...Array.from({ length: 60 }, () => new ProtocolError("unavailable")), ANSWER);
    const outcome = attack([away.channel], plan);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await outcome).toEqual(ANSWER);
    expect(new Set(away.sent)).toEqual(new Set(["c1"]));
    expect(retries).toEqual(Array.from({ length: 60 }, () => "unavailable"));

    const busy = scripted(...Array.from({ length: 50 }, () => new ProtocolError("rate-limited")));
    const refused = attack([busy.channel], plan);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(refused).rejects.toMatchObject({ code: "rate-limited" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is sent at once when a channel opens, unless the server asked to wait", async () => {
    const listening = new Set<() => void>();
    const onOpen = (callback: () => void) => {
      listening.add(callback);
      return () => listening.delete(callback);
    };
    const open = (): void => {
      for (const callback of listening) callback();
    };
    const away = scripted(new ProtocolError("unavailable"), ANSWER);
    const outcome = attack([away.channel], { onOpen });
    await vi.advanceTimersByTimeAsync(0);
    open();
    await vi.advanceTimersByTimeAsync(0);
    expect(await outcome).toEqual(ANSWER);
    expect(listening.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);

    const hasty = scripted(new ProtocolError("rate-limited", "slow", 3_000), ANSWER);
    const later = attack([hasty.channel], { onOpen });
    await vi.advanceTimersByTimeAsync(0);
    open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(hasty.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await later).toEqual(ANSWER);
  });

  it("throws `unavailable` when no answer came in time, and leaves nothing behind", async () => {
    const { channel } = scripted(...Array.from({ length: 50 }, () => new ProtocolError("internal")));
    const outcome = attack([channel], { timeoutMs: 2_000 });
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(outcome).rejects.toMatchObject({ code: "unavailable" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives up at once when its signal aborts, in an attempt or between two", async () => {
    for (const answer of ["silent", new ProtocolError("unavailable")] as const) {
      const controller = new AbortController();
      const outcome = attack([scripted(answer).channel], { signal: controller.signal });
      await vi.advanceTimersByTimeAsync(1);
      controller.abort();
      await expect(outcome).rejects.toMatchObject({ code: "unavailable" });
      expect(vi.getTimerCount()).toBe(0);
    }
  });
});

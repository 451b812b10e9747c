import type { Fields } from "../../src/wire/fields.ts";
import { describe, expect, it } from "vitest";
import { createPendingCommands } from "../../src/client/pending-commands.ts";

const outcome = (commandId: string): Fields => ({
  type: "outcome",
  commandId,
  seq: 1,
  damage: 10,
  critical: false,
  killingBlow: false,
  totalDamage: 10,
  rank: 1,
  duplicate: false,
});
const never = new AbortController().signal;

describe("createPendingCommands", () => {
  it("[PR48] matches answers that come in any order", async () => {
    const pending = createPendingCommands();
    const [first, second] = [pending.add("a", never), pending.add("b", never)];
    pending.settle(outcome("b"));
    pending.settle(outcome("nobody"));
    pending.settle({ type: "error", commandId: "a", code: "cooldown", detail: "wait", retryAfterMs: 5 });
    const { type: _type, ...answer } = outcome("b");
    expect(await second).toEqual(answer);
    await expect(first).rejects.toMatchObject({ code: "cooldown", message: "wait", retryAfterMs: 5 });
  });

  it("[PR49] lets an error that names no command pass", () => {
    const pending = createPendingCommands();
    expect(() => pending.settle({ type: "error", code: "invalid-body" })).not.toThrow();
  });

  it("rejects as `unavailable` when the socket is gone, the signal aborts, or the command is sent again", async () => {
    const pending = createPendingCommands();
    const controller = new AbortController();
    const aborted = pending.add("a", controller.signal);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "unavailable" });
    await expect(pending.add("b", controller.signal)).rejects.toMatchObject({ code: "unavailable" });
    const earlier = pending.add("c", never);
    const later = pending.add("c", never);
    await expect(earlier).rejects.toMatchObject({ code: "unavailable" });
    pending.abandon();
    await expect(later).rejects.toMatchObject({ code: "unavailable" });
  });

  it("does not end a later attempt by the signal of an earlier one", async () => {
    const pending = createPendingCommands();
    const controller = new AbortController();
    pending.add("a", controller.signal).catch(() => {});
    const later = pending.add("a", never);
    controller.abort();
    pending.settle(outcome("a"));
    expect(await later).toMatchObject({ commandId: "a" });
  });
});

// A lease is renewed while it is wanted, asks for what is wanted now, and is given back.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ProtocolError } from "@hydra/protocol";
import { Lease } from "../src/lease.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createServer() {
  const asked: string[] = [];
  let wanted = "a";
  let answer: () => Promise<void> = () => Promise.resolve();
  const lease = new Lease({
    take: async () => {
      asked.push(wanted);
      await answer();
    },
    release: () => {
      asked.push("release");
      return Promise.resolve();
    },
  });
  return {
    asked,
    lease,
    choose: (what: string) => void (wanted = what),
    answerWith: (next: () => Promise<void>) => void (answer = next),
  };
}

it("asks again every 3 s while it is wanted, and never after it was given back", async () => {
  const { lease, asked } = createServer();
  expect(await lease.hold()).toEqual({ type: "held" });
  await vi.advanceTimersByTimeAsync(6_000);
  expect(asked).toEqual(["a", "a", "a"]);
  await lease.drop();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toEqual(["a", "a", "a", "release"]);
  expect(lease.store.getState()).toEqual({ type: "free" });
});

it("shows who has it, and takes it when it is free", async () => {
  const { lease, answerWith } = createServer();
  answerWith(() => Promise.reject(new ProtocolError("lab-busy")));
  expect(await lease.hold()).toEqual({ type: "refused", code: "lab-busy" });
  answerWith(() => Promise.resolve());
  await vi.advanceTimersByTimeAsync(3_000);
  expect(lease.store.getState()).toEqual({ type: "held" });
});

it("never has two requests under way, and ends on what is wanted last", async () => {
  const { lease, asked, choose, answerWith } = createServer();
  const answers: (() => void)[] = [];
  answerWith(() => new Promise((resolve) => answers.push(resolve)));
  const first = lease.hold();
  choose("b");
  const second = lease.hold();
  choose("c");
  const third = lease.hold();
  expect(asked).toEqual(["a"]);
  answers.shift()?.();
  await vi.waitFor(() => expect(asked).toEqual(["a", "c"]));
  answers.shift()?.();
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 3].map(() => ({ type: "held" })));
  expect(asked).toEqual(["a", "c"]);
});

it("gives back what was being asked for, and nothing that was never asked for", async () => {
  const { lease, asked, answerWith } = createServer();
  await lease.drop();
  expect(asked).toEqual([]);
  let answer: () => void = () => undefined;
  answerWith(() => new Promise((resolve) => (answer = resolve)));
  const holding = lease.hold();
  const dropping = lease.drop();
  answer();
  await Promise.all([holding, dropping]);
  expect(asked).toEqual(["a", "release"]);
  expect(lease.store.getState()).toEqual({ type: "free" });
});

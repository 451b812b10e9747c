import { routes } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import { Refusals } from "../../src/plugins/refusals.ts";
import { TestApp } from "../test-app.ts";

it("[PR18] writes a line for each client and reason once a minute, a bounded number in all, and counts every one", () => {
  let now = 0;
  const lines: string[] = [];
  let count = 0;
  const refusals = new Refusals({
    logger: { warn: (line: string) => void lines.push(line) },
    onRefused: () => (count += 1),
    onDropped: () => (count += 1),
    now: () => now,
  });
  for (let n = 0; n < 1_000; n += 1) refusals.refused("rate-limited", "203.0.113.9", "too much");
  expect(lines).toEqual(["Refused 203.0.113.9 as rate-limited: too much"]);
  now += 60_001;
  refusals.refused("rate-limited", "203.0.113.9", "too much");
  expect(lines).toHaveLength(2);
  for (let n = 0; n < 1_000; n += 1) refusals.refused("rate-limited", `2001:db8:0:${n}::/64`, "too much");
  expect(lines).toHaveLength(101);
  expect(count).toBe(2_001);
  now += 60_001;
  for (let n = 0; n < 10; n += 1) refusals.dropped("behind", "203.0.113.9", "sse");
  expect(lines.slice(101)).toEqual([
    "Had no room before this: 901 reports of clients",
    "Dropped a watcher of 203.0.113.9 by sse as behind: it did not read what was sent",
  ]);
  expect(count).toBe(2_011);
});

it("[PR18] a client that names many hosts leaves room for what is reported of others", () => {
  let now = 0;
  const lines: string[] = [];
  const refusals = new Refusals({
    logger: { warn: (line: string) => void lines.push(line) },
    onRefused: () => undefined,
    onDropped: () => undefined,
    now: () => now,
  });
  for (let n = 0; n < 150; n += 1) refusals.refused("unknown-host", "203.0.113.9", `Host "h${n}"`);
  refusals.refused("rate-limited", "203.0.113.9", "too much");
  refusals.refused("rate-limited", "203.0.113.10", "too much");
  expect(lines).toEqual([
    'Refused 203.0.113.9 as unknown-host: Host "h0"',
    "Refused 203.0.113.9 as rate-limited: too much",
    "Refused 203.0.113.10 as rate-limited: too much",
  ]);
  now += 60_001;
  refusals.refused("unknown-host", "203.0.113.9", 'Host "again"');
  expect(lines.at(-1)).toBe('Refused 203.0.113.9 as unknown-host: Host "again"');
});

it("[PR18] names the setting, and the client by its prefix", async () => {
  await using server = await TestApp.open({ rateLimit: 1 });
  const warn = vi.spyOn(server.app.log, "warn");
  const found = (): Promise<unknown> =>
    server.app.inject({
      method: "POST",
      url: routes.families,
      payload: { name: "x" },
      remoteAddress: "2001:db8::9",
    });
  await Promise.all(Array.from({ length: 10 }, found));
  expect(warn.mock.calls.map(([line]) => String(line))).toEqual([
    "Refused 2001:db8::/64 as rate-limited: more than RATE_LIMIT=1 commands a second",
  ]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { cpuUsOfStat, readCpuUs, readResidentBytes } from "../src/processes/process-figures.ts";

it("reads the times of a process whatever it is called", () => {
  const fields = Array.from({ length: 50 }, (_, index) => index);
  // Fields are counted from 1 in proc_pid_stat(5); utime is the 14th, stime the 15th.
  const line = `42 (a) b (c) S ${fields.slice(3).join(" ")}`;
  expect(cpuUsOfStat(line)).toBe((13 + 14) * 10_000);
});

it("sees what another process uses", async () => {
  const script = "let x = Buffer.alloc(64 << 20, 1); process.stdout.write('.'); for (;;) x[0]++";
  const busy = spawn(process.execPath, ["-e", script]);
  await once(busy.stdout, "data");
  const pid = busy.pid ?? 0;
  expect(readResidentBytes(pid)).toBeGreaterThan(64 * 2 ** 20);
  const before = readCpuUs(pid);
  while (readCpuUs(pid) < before + 20_000) await new Promise(setImmediate);
  busy.kill("SIGKILL");
  await once(busy, "exit");
});

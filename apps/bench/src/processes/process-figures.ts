// What a process has used, read from outside (Linux, /proc): nothing in the process under test measures itself.
import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ, which Linux fixes at 100 for what it reports to programs. */
const TICKS_PER_SECOND = 100;

/**
 * Processor time of all threads since the start, in microseconds. The scheduler's own figures have nanoseconds but
 * forget threads that have ended; the total of proc_pid_stat(5) remembers them, in steps of 10 ms. Neither is ever
 * too large, so the larger counts.
 */
export function readCpuUs(pid: number): number {
  return Math.max(readThreadsUs(pid), readTotalUs(pid));
}

/** Resident memory in bytes, shared pages included. */
export function readResidentBytes(pid: number): number {
  return readStatusBytes(pid, "VmRSS");
}

/** The most that it ever was. */
export function readPeakBytes(pid: number): number {
  return readStatusBytes(pid, "VmHWM");
}

function readStatusBytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
}

function readThreadsUs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]);
    } catch {
      // It ended between the listing and the look.
    }
  }
  return nanoseconds / 1_000;
}

function readTotalUs(pid: number): number {
  return cpuUsOfStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

/** `utime` and `stime` of a line of proc_pid_stat(5), whose second field may hold anything, spaces and brackets too. */
export function cpuUsOfStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

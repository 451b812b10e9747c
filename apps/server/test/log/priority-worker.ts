// A thread that gives way and reports which priority it and its process's first thread then have (proc_pid_stat(5), field 19).
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { giveWay } from "../../src/log/background-thread.ts";

function niceOf(thread: string): number {
  const stat = readFileSync(`/proc/${thread}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}

const before = niceOf("thread-self");
giveWay();
parentPort?.postMessage({ before, own: niceOf("thread-self"), first: niceOf(`self/task/${process.pid}`) });

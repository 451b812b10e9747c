// Preloaded by `node --import`: ends the process, as kill -9 does, just before a call of the main thread's that moves, removes, makes or
// writes a file. KILL_BEFORE_CALL is its number, counted from 1.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

let left = Number(process.env["KILL_BEFORE_CALL"]);

function countCalls(name: "mkdirSync" | "renameSync" | "rmSync" | "writeFileSync"): void {
  const call: unknown = Reflect.get(fs, name);
  if (typeof call !== "function") throw new Error(`node:fs has no ${name}`);
  const counted = (...args: unknown[]): unknown => {
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
    return Reflect.apply(call, fs, args);
  };
  Reflect.set(fs, name, counted);
}

if (isMainThread) {
  countCalls("mkdirSync");
  countCalls("renameSync");
  countCalls("rmSync");
  countCalls("writeFileSync");
  syncBuiltinESMExports();
}

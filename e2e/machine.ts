// Describes the machine at hand to chromium.ts. Looks (files, a program's version), changes nothing.
import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import type { Machine } from "./chromium.ts";

/** A browser that prints its version at all does so in well under a second; a broken one may hang. */
const START_TIMEOUT_MS = 20_000;

export function thisMachine(): Machine {
  const searchPath = (process.env["PATH"] ?? "").split(delimiter);
  const isRoot = process.getuid?.() === 0;
  return {
    environmentPath: process.env["CHROMIUM_PATH"],
    environmentShellPath: process.env["CHROMIUM_SHELL_PATH"],
    playwrightPath: chromium.executablePath(),
    searchPath,
    isRoot,
    get hasSudo() {
      return !isRoot && runs("sudo", ["-n", "true"]);
    },
    hasCommand: (name) => searchPath.some((folder) => isExecutable(join(folder, name))),
    starts: (path) => isExecutable(path) && runs(path, ["--version"]),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function runs(program: string, args: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: START_TIMEOUT_MS }).status === 0;
}

// Makes sure that there is a Chromium for the browser tests and prints which; gets one where it may. Ends with one
// line on what to do, and a non-zero exit code, when that is up to a person.
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import {
  ADVICE,
  ChromiumPathError,
  findChromium,
  findShell,
  waysToGetChromium,
  waysToGetShell,
  type Way,
} from "./chromium.ts";
import { thisMachine } from "./machine.ts";

/** For one command: a browser is 200 MB, and some networks swallow packets rather than refuse. */
const COMMAND_TIMEOUT_MS = 10 * 60_000;
const BINARIES = join(import.meta.dirname, "node_modules/.bin");

function go({ title, commands }: Way): void {
  console.log(`Trying ${title}.`);
  for (const [program, ...args] of commands) {
    const { status } = spawnSync(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: COMMAND_TIMEOUT_MS,
      env: {
        ...process.env,
        DEBIAN_FRONTEND: "noninteractive",
        PATH: [BINARIES, process.env["PATH"]].join(delimiter),
      },
    });
    if (status !== 0) return;
  }
}

function getChromium(): string | undefined {
  const machine = thisMachine();
  let chromium = findChromium(machine);
  for (const way of chromium === undefined ? waysToGetChromium(machine) : []) {
    go(way);
    chromium = findChromium(machine);
    if (chromium !== undefined) break;
  }
  if (chromium === undefined) return undefined;
  if (chromium.source === "system" && findShell(machine, chromium) === chromium.path) {
    for (const way of waysToGetShell(machine)) go(way);
  }
  return `${chromium.path} (${chromium.source}), pages drawn by ${findShell(machine, chromium)}`;
}

try {
  const found = getChromium();
  console.log(found === undefined ? ADVICE : `Chromium for the browser tests: ${found}`);
  process.exitCode = found === undefined ? 1 : 0;
} catch (error) {
  if (!(error instanceof ChromiumPathError)) throw error;
  console.log(error.message);
  process.exitCode = 1;
}

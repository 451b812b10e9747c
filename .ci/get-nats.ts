// Makes sure that there is a nats-server for the tests and prints which; gets one from the system's packages where it
// may. Ends with one line that says what to do, and a non-zero exit code, when that is up to a person.
import { spawnSync } from "node:child_process";
import { findNatsServer, NatsServerError } from "@hydra/server/nats";

type Command = readonly [program: string, ...args: string[]];

/** For one command: some networks swallow packets rather than refuse. */
const COMMAND_TIMEOUT_MS = 5 * 60_000;
const WAYS: Readonly<Record<string, readonly Command[]>> = {
  "apt-get": [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "nats-server"],
  ],
  apk: [["apk", "add", "nats-server"]],
  dnf: [["dnf", "install", "-y", "nats-server"]],
  brew: [["brew", "install", "nats-server"]],
};

function found(): string | undefined {
  try {
    const { path, version } = findNatsServer(process.env);
    return `nats-server for the tests: ${path} (${version})`;
  } catch (error) {
    if (!(error instanceof NatsServerError)) throw error;
    advice = error.message;
    return undefined;
  }
}

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore", timeout: COMMAND_TIMEOUT_MS }).status === 0;
}

/** Starts a service of its own on some systems, which the tests neither need nor mind. */
function install(): void {
  const name = Object.keys(WAYS).find(isThere);
  if (name === undefined) return;
  const needsSudo = name !== "brew" && process.getuid?.() !== 0;
  for (const command of WAYS[name] ?? []) {
    const [program, ...args] = needsSudo ? (["sudo", "-n", ...command] as const) : command;
    const { status } = spawnSync(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: COMMAND_TIMEOUT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) return;
  }
}

let advice = "";
let words = found();
// A path that somebody named and that cannot be run is theirs to mend.
if (words === undefined && !process.env["NATS_SERVER"]) {
  console.log("No nats-server yet: trying the system's package manager.");
  install();
  words = found();
}
console.log(words ?? advice);
process.exitCode = words === undefined ? 1 : 0;

// Makes sure that there is a current nats-server for the tests, the bench and `npm run cluster`, and prints which: the
// machine's, else Debian's newest, downloaded for this checkout alone, else what the system's package manager has. Ends
// with one line on what to do, and a non-zero exit code, when that is up to a person. An older one will do, but not
// for the tests of what servers do when they die: where CI is set, that is a failure.
import { spawnSync } from "node:child_process";
import { findNatsServer, NATS_CACHE_FOLDER, NatsServerError, type NatsProgram } from "@hydra/server/nats";
import { downloadNatsServer } from "./debian-nats.ts";

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

let advice = "";

function find(): NatsProgram | undefined {
  try {
    return findNatsServer();
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
  console.log("No nats-server yet: trying the system's package manager.");
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

function get(): NatsProgram | undefined {
  const there = find();
  // What a person names is theirs to mend.
  if (there?.isCurrent || process.env["NATS_SERVER"]) return there;
  if (there !== undefined) console.log(`${there.path} is ${there.version}: looking for a current one.`);
  if (!downloadNatsServer(NATS_CACHE_FOLDER) && there === undefined) install();
  return find();
}

const server = get();
if (server === undefined) console.log(advice);
else {
  const lack = "before 2.10: what its replicas do when a server dies is not tested";
  console.log(`nats-server: ${server.path} (${server.version}${server.isCurrent ? "" : `, ${lack}`})`);
}
process.exitCode = server === undefined || (!server.isCurrent && process.env["CI"]) ? 1 : 0;

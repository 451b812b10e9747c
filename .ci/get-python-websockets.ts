// Makes sure that there is a WebSocket client in another language for the tests: Python with `websockets`, from the
// system's packages where they may be installed. Without it that one test is skipped with a notice; where CI is set
// nothing is skipped, and this ends with a non-zero exit code.
import { spawnSync } from "node:child_process";

/** For one command: some networks swallow packets rather than refuse. */
const COMMAND_TIMEOUT_MS = 5 * 60_000;
/** The same as apps/server/test/interop/python.test.ts looks for. */
const PYTHONS = ["python3", "/usr/bin/python3"];
const COMMANDS = [
  ["apt-get", "update"],
  ["apt-get", "install", "-y", "--no-install-recommends", "python3-websockets"],
] as const;

function find(): string | undefined {
  return PYTHONS.find(
    (python) => spawnSync(python, ["-c", "import websockets"], { stdio: "ignore" }).status === 0,
  );
}

function install(): void {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const command of COMMANDS) {
    const [program = "", ...args] = [...sudo, ...command];
    const { status } = spawnSync(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: COMMAND_TIMEOUT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) return;
  }
}

if (find() === undefined) install();
const python = find();
console.log(
  python === undefined
    ? "No Python with websockets: install the package python3-websockets to try the sockets with it."
    : `Python with websockets for the tests: ${python}`,
);
process.exitCode = python === undefined && process.env["CI"] ? 1 : 0;

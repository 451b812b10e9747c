// The sockets understand a client that was written in another language by others.
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ECHO_SOCKETS, routes } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { startServer } from "../../src/index.ts";

/** .ci/get-python-websockets.ts sees to it that one of them has the package. */
const python = ["python3", "/usr/bin/python3"].find(
  (program) => spawnSync(program, ["-c", "import websockets"], { stdio: "ignore" }).status === 0,
);
const canSkip = !process.env["CI"];

describe("Python's websockets", () => {
  it.skipIf(python === undefined && canSkip).each(ECHO_SOCKETS)(
    "talks to the echo socket %s",
    async (name) => {
      if (python === undefined) throw new Error("Install python3-websockets.");
      await using server = await startServer();
      const url = `${server.url}${routes.labEcho(name)}`.replace("http", "ws");
      const script = join(import.meta.dirname, "echo-client.py");
      const { stdout } = await promisify(execFile)(python, [script, url], { timeout: 25_000 });
      expect(JSON.parse(stdout)).toEqual({
        same: Array.from({ length: 7 }, () => true),
        fragmented: "fragmented",
        extensions: [],
        code: 4_321,
      });
    },
  );
});

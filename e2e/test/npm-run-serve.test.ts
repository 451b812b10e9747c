import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";

const REPOSITORY = join(import.meta.dirname, "../..");

it.each(["SIGTERM", "SIGINT"] as const)(
  "npm passes %s on to the server and leaves no orphan",
  async (signal) => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-serve-"));
    const npm = spawn("npm", ["run", "--silent", "serve"], {
      cwd: REPOSITORY,
      stdio: ["ignore", "pipe", "inherit"],
      // A process group of its own, so that an orphan can be ended too.
      detached: true,
      env: { ...process.env, DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "silent", DEMO: "0" },
    });
    try {
      const url = await addressIn(npm.stdout);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);

      const exited = once(npm, "exit", { signal: AbortSignal.timeout(60_000) });
      npm.kill(signal);
      expect(await exited).toEqual([0, null]);
      await expect(fetch(`${url}/healthz`)).rejects.toThrow(TypeError);
    } finally {
      endGroup(npm.pid);
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /http:\/\/[\d.:]+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error("The server ended without an address");
}

function endGroup(groupId: number | undefined): void {
  try {
    if (groupId !== undefined) process.kill(-groupId, "SIGKILL");
  } catch {
    // No process of the group is left: as it should be.
  }
}

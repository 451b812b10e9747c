// Which nats-server is taken where there are several; the programs are scripts that only print a version.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findNatsServer, NatsServerError } from "../../src/nats/find-nats-server.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-find-nats-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, version: string): Promise<string> {
  const path = join(folder, name, "nats-server");
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho nats-server: v${version}\n`, { mode: 0o755 });
  return path;
}

const find = (path: string, more: Record<string, string> = {}) =>
  findNatsServer({ PATH: join(folder, path), ...more }, join(folder, "cache"));

it("prefers a current one in the cache to an older one in PATH, and the newest of the cache", async () => {
  await put("bin", "2.9.10");
  await put("cache/nats-server-2.9.99", "2.9.99");
  await put("cache/nats-server-2.10.27", "2.10.27");
  const path = await put("cache/nats-server-2.15.1", "2.15.1-beta");
  expect(find("bin")).toEqual({ path, version: "2.15.1-beta", isCurrent: true });
});

it("takes what PATH has when that is current", async () => {
  const path = await put("bin", "2.10.0");
  await put("cache/nats-server-2.15.1", "2.15.1");
  expect(find("bin")).toEqual({ path, version: "2.10.0", isCurrent: true });
});

it("passes over what does not run or does not print what it is", async () => {
  const broken = await put("bin", "2.11.0");
  await writeFile(broken, "#!/bin/sh\nexit 1\n");
  const path = await put("cache/nats-server-2.15.1", "2.15.1");
  expect(find("bin").path).toBe(path);
});

it("takes the one that is named, whatever else there is, and reports it when it will not do", async () => {
  await put("cache/nats-server-2.15.1", "2.15.1");
  const old = await put("old", "2.9.10");
  expect(find("bin", { NATS_SERVER: old })).toEqual({ path: old, version: "2.9.10", isCurrent: false });
  const ancient = await put("ancient", "2.1.0");
  expect(() => find("bin", { NATS_SERVER: ancient })).toThrow(
    new NatsServerError(`${ancient} is nats-server 2.1.0; the oldest that will do is 2.9.`),
  );
  expect(() => find("bin", { NATS_SERVER: "/nowhere" })).toThrow("NATS_SERVER: /nowhere cannot be run.");
});

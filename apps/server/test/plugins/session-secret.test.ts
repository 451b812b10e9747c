import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keepSecret } from "../../src/plugins/session-secret.ts";

describe("the kept secret", () => {
  it("is made once, is long, and is its owner's to read", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-secret-"));
    const secret = await keepSecret(dataDir);
    expect(await keepSecret(dataDir)).toBe(secret);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect((await stat(join(dataDir, "session-secret"))).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
  });

  it("is not taken when a crash has cut it short", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-secret-"));
    const path = join(dataDir, "session-secret");
    for (const rest of ["", (await keepSecret(dataDir)).slice(0, 10)]) {
      await writeFile(path, rest);
      await expect(keepSecret(dataDir)).rejects.toThrow("damaged");
      expect(await readFile(path, "utf8")).toBe(rest);
    }
    await rm(dataDir, { recursive: true });
  });
});

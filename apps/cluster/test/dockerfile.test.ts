// The steps of apps/server/Dockerfile without Docker: the same files, the same install, the same start.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

const dockerfile = await readFile(join(ROOT, "apps/server/Dockerfile"), "utf8");
const ignored = (await readFile(join(ROOT, ".dockerignore"), "utf8")).split("\n").filter(Boolean);

/** What `COPY . .` takes: everything that Git and .dockerignore leave in. */
function isTaken(path: string): boolean {
  const relative = path.slice(ROOT.length + 1);
  const names = ignored.filter((line) => line.startsWith("**/")).map((line) => line.slice(3));
  if (names.includes(basename(path)) || path.endsWith(".tsbuildinfo")) return false;
  return !ignored.includes(relative);
}

it("makes a server of production's packages only, which starts and becomes ready", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hydra-image-"));
  try {
    const [source, image] = [join(folder, "source"), join(folder, "hydra")];
    await cp(ROOT, source, { recursive: true, filter: isTaken });
    const [, install = ""] = /AS server\nRUN npx --yes (pnpm@\S+ install .*)$/m.exec(dockerfile) ?? [];
    expect(install).toContain("--prod");
    // The store is there from the repository's own install.
    await run("npx", ["--yes", ...install.split(" "), "--offline"], { cwd: source, timeout: 120_000 });
    const copies = Array.from(dockerfile.matchAll(/^COPY --from=server \/hydra\/(\S+) (\S+)$/gm));
    expect(copies.length).toBeGreaterThan(3);
    for (const [, from = "", to = ""] of copies) {
      await cp(join(source, from), join(image, to), { recursive: true, verbatimSymlinks: true });
    }
    // Nothing of the build may be needed.
    await rm(source, { recursive: true });

    const [, command = "[]"] = /^CMD (\["node", .+\])$/m.exec(dockerfile) ?? [];
    const server = spawn(process.execPath, (JSON.parse(command) as string[]).slice(1), {
      cwd: image,
      env: { PORT: "0", DATA_DIR: join(folder, "data"), NODE_ENV: "production", LOG_LEVEL: "warn" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
      const url = /http:\S+/.exec(line)?.[0] ?? "";
      // The image's own health check, literally.
      const [, check = ""] = /"-e", "(.*)"\]$/m.exec(dockerfile) ?? [];
      const env = { PORT: new URL(url).port };
      await run(process.execPath, ["-e", check], { env });
      await expect(run(process.execPath, ["-e", check], { env: { PORT: "1" } })).rejects.toMatchObject({
        code: 1,
      });
      await expect(run(process.execPath, ["-e", 'import("vitest")'], { cwd: image, env })).rejects.toThrow();
    } finally {
      server.kill("SIGTERM");
      expect(await once(server, "close")).toEqual([0, null]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("runs what the repository runs, as an unprivileged user", async () => {
  const { nodeVersion } = (await import("yaml")).parse(
    await readFile(join(ROOT, "pnpm-workspace.yaml"), "utf8"),
  ) as { nodeVersion: string };
  const images = Array.from(dockerfile.matchAll(/^FROM (node:\S+)/gm), ([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${nodeVersion}-slim`]));
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    scripts: { setup: string };
  };
  const [, pnpm] = /(pnpm@\S+)/.exec(scripts.setup) ?? [];
  for (const [, used] of dockerfile.matchAll(/(pnpm@\S+)/g)) expect(used).toBe(pnpm);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile.lastIndexOf("COPY")).toBeLessThan(dockerfile.indexOf("USER node"));
});

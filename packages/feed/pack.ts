// `npm run pack`: builds the library into dist/ with a manifest of its own, and packs that into the workspace's dist/. What it needs of the
// workspace is inside (tsdown.config.ts), so that only the peers are left to install.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import workspace from "./package.json" with { type: "json" };

const HERE = import.meta.dirname;
const BUILT = join(HERE, "dist");
const ROOT = join(HERE, "../..");

function run(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: HERE, stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const entry = (name: string): Record<string, string> => ({
  types: `./${name}.d.ts`,
  default: `./${name}.js`,
});

/** In the order in which conditions are tried. */
const EXPORTS = {
  ".": entry("index"),
  "./client": { types: "./client.d.ts", node: "./client-in-node.js", default: "./client.js" },
  "./messaging": entry("messaging"),
  "./server": entry("server"),
  "./mqtt": entry("mqtt"),
  "./testing": entry("testing"),
};

/** Without what is in the repository alone: the list of decisions, and links to files of it, which become their words. */
function readmeWithin(text: string): string {
  const [used = ""] = text.split("\n## Decisions\n");
  return used.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, "$1");
}

run("tsdown");
const { name, version, description, license, type, engines } = workspace;
/** The application's own; a client needs none of them. */
const peerDependencies = { fastify: "^5.0.0", ws: "^8.0.0", aedes: "^1.2.0", mqtt: "^5.10.0", vitest: "*" };
const peerDependenciesMeta = Object.fromEntries(
  Object.keys(peerDependencies).map((peer) => [peer, { optional: true }]),
);
const manifest = {
  name,
  version,
  description,
  license,
  type,
  engines,
  sideEffects: ["./client-in-node.js"],
  exports: EXPORTS,
};
const packed = { ...manifest, peerDependencies, peerDependenciesMeta };
writeFileSync(join(BUILT, "package.json"), `${JSON.stringify(packed, undefined, 2)}\n`);
writeFileSync(join(BUILT, "README.md"), readmeWithin(readFileSync(join(HERE, "README.md"), "utf8")));
copyFileSync(join(ROOT, "LICENSE"), join(BUILT, "LICENSE"));
mkdirSync(join(ROOT, "dist"), { recursive: true });
run("npm", "pack", "--silent", "--pack-destination", join(ROOT, "dist"), BUILT);

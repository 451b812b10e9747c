// `npm run check:links`: the links between this checkout's documents, as link-rules.ts has them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linkTroubles } from "./link-rules.ts";

const ROOT = join(import.meta.dirname, "..");

/** What git tracks or would add, without what is gone from the folder. */
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
});
const paths = listed.split("\n").filter((path) => path !== "" && existsSync(join(ROOT, path)));
const troubles = linkTroubles({
  documents: paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") })),
  exists: (path) => existsSync(join(ROOT, path)),
});
for (const trouble of troubles) console.error(trouble);
if (troubles.length > 0) process.exitCode = 1;

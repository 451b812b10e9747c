// `npm run check:specs`: the rules of every SPEC.md in this checkout, as spec-rules.ts has them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { specTroubles, type TextFile } from "./spec-rules.ts";

const ROOT = join(import.meta.dirname, "..");

/** What git tracks or would add; a file that is gone from the folder but not from the index is left out. */
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
});
const files = listed
  .split("\n")
  .filter((path) => /\.(?:tsx?|md|ya?ml|css)$/u.test(path) && !path.startsWith(".ci/"))
  .flatMap((path): TextFile[] => {
    try {
      return [{ path, text: readFileSync(join(ROOT, path), "utf8") }];
    } catch {
      return [];
    }
  });

const isSpec = ({ path }: TextFile): boolean => path.endsWith("SPEC.md");
/** Suites that are run by test files elsewhere among them. */
const isTest = ({ path }: TextFile): boolean => /(?:^|\/)(?:test|testing|specs|fixtures)\//u.test(path);
const troubles = specTroubles({
  specs: files.filter(isSpec),
  tests: files.filter((file) => !isSpec(file) && isTest(file)),
  others: files.filter((file) => !isSpec(file) && !isTest(file)),
});
for (const trouble of troubles) console.error(trouble);
if (troubles.length > 0) process.exitCode = 1;

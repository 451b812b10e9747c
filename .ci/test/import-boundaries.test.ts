import { describe, expect, it } from "vitest";
import { importBoundaries } from "../import-boundaries.ts";

/** What the linter would report: patterns of the last boundary whose glob covers the file (globs end in `**` here). */
function isAllowed(file: string, specifier: string): boolean {
  const covering = importBoundaries().filter(({ files }) => files.some((glob) => covers(glob, file)));
  const patterns = covering.at(-1)?.patterns ?? [];
  return !patterns.some(({ regex }) => new RegExp(regex).test(specifier));
}

function covers(glob: string, file: string): boolean {
  if (glob.endsWith("**")) return file.startsWith(glob.slice(0, -2));
  if (glob.endsWith("*.ts"))
    return file.startsWith(glob.slice(0, -4)) && !file.slice(glob.length - 4).includes("/");
  return glob === file;
}

const server = (file: string): string => `apps/server/src/${file}`;

describe("packages", () => {
  it.each([
    ["packages/engine/src/apply.ts", "@hydra/protocol"],
    ["packages/protocol/src/codec.ts", "@hydra/client"],
    ["packages/feed/src/client/session.ts", "@hydra/protocol"],
    ["packages/client/src/battle-feed.ts", "@hydra/server"],
    ["apps/web/src/main.tsx", "@hydra/server"],
    [server("app.ts"), "@hydra/client"],
    ["e2e/specs/arena.spec.ts", "@hydra/engine"],
  ])("%s may not import %s", (file, specifier) => {
    expect(isAllowed(file, specifier)).toBe(false);
  });

  it.each([
    ["packages/protocol/src/codec.ts", "@hydra/engine"],
    ["packages/client/src/battle-feed.ts", "@hydra/protocol"],
    ["packages/client/src/battle-feed.ts", "@hydra/feed/client"],
    ["apps/web/src/main.tsx", "@hydra/client"],
    ["apps/bench/src/main.ts", "@hydra/server"],
    [server("routes/attacks.ts"), "@hydra/protocol"],
    ["e2e/specs/arena.spec.ts", "@hydra/protocol"],
  ])("%s may import %s", (file, specifier) => {
    expect(isAllowed(file, specifier)).toBe(true);
  });

  it.each([
    "@hydra/engine/src/types.ts",
    "../../engine/src/types.ts",
    "../../../packages/engine/src/types.ts",
  ])("no package reaches into another: %s", (specifier) => {
    expect(isAllowed("packages/protocol/src/codec.ts", specifier)).toBe(false);
  });

  it("but its conformance cases are for the tests of all packages", () => {
    expect(isAllowed("apps/server/test/conformance/conformance.test.ts", "@hydra/rfc6455/conformance")).toBe(
      true,
    );
  });

  it.each(["./utils.ts", "../helpers/random.ts", "./common/index.ts"])("no package has a %s", (specifier) => {
    expect(isAllowed("apps/web/src/pages/arena.tsx", specifier)).toBe(false);
  });
});

describe("folders of the server", () => {
  it.each([
    ["ranking/ranking-feed.ts", "../routes/players.ts"],
    ["log/sqlite/sqlite-log.ts", "../../routes/sse.ts"],
    ["battle/battle-loop.ts", "../lab/lab.ts"],
    ["battle/battle-loop.ts", "../log/sqlite/sqlite-log.ts"],
    ["routes/attacks.ts", "../log/sqlite/sqlite-log.ts"],
    ["routes/attacks.ts", "../main.ts"],
    ["config.ts", "./log/sqlite/sqlite-log.ts"],
    ["app.ts", "./log/sqlite/sqlite-log.ts"],
    ["tool/import.ts", "../log/jetstream/jetstream-log.ts"],
    ["log/copy.ts", "./sqlite/sqlite-log.ts"],
    ["log/sqlite/sqlite-log.ts", "../jetstream/jetstream-log.ts"],
    ["log/backends.ts", "../routes/sse.ts"],
  ])("%s may not import %s", (file, specifier) => {
    expect(isAllowed(server(file), specifier)).toBe(false);
  });

  it.each([
    ["routes/players.ts", "../ranking/ranking-feed.ts"],
    ["routes/attacks.ts", "../battle/battle-loop.ts"],
    ["battle/battle-loop.ts", "../log/event-log.ts"],
    ["battle/battle-loop.ts", "../ranking/ranking-feed.ts"],
    ["log/sqlite/sqlite-log.ts", "../event-log.ts"],
    ["log/backends.ts", "./sqlite/sqlite-backend.ts"],
    ["app.ts", "./log/backends.ts"],
    ["tool/import.ts", "../log/backend.ts"],
  ])("%s may import %s", (file, specifier) => {
    expect(isAllowed(server(file), specifier)).toBe(true);
  });
});

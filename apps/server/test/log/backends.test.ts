// The table of event logs: which address leads to which kind, and what is answered to one that leads to none.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config.ts";
import type { LogFolder } from "../../src/log/backend.ts";
import { parseAddress, parseBackedUp, parseFolder, readEventLog } from "../../src/log/backends.ts";
import { appendAll, readAll, testEvents } from "./contract/log-home.ts";

const UNKNOWN = "EVENT_LOG must be sqlite or nats://[user:password@]host:port[,host:port…]";
const NO_FOLDER = "--from must name a folder: sqlite:FOLDER";
const NO_BACKUP =
  "--from must name a folder: a stream is backed up and restored by NATS itself, with nats stream backup and nats stream restore, together with its snapshots in NAME_SNAPSHOTS";

describe("EVENT_LOG", () => {
  it.each([
    [undefined, "DATA_DIR", false],
    ["", "DATA_DIR", false],
    ["sqlite", "DATA_DIR", false],
    ["nats://a", "EVENT_LOG", true],
    ["tls://a:443,b", "EVENT_LOG", true],
  ])("%s is a log whose place is in %s; shared: %s", (text, variable, isShared) => {
    expect(readEventLog({ EVENT_LOG: text })).toMatchObject({ variable, isShared });
  });

  it.each(["sqlite:./data", "SQLITE", "postgres://u:hunter2@a", "nats:/a", "nats://u:hunter2@a/path"])(
    "%s is none, and the message names those there are",
    (text) => {
      expect(() => readEventLog({ EVENT_LOG: text })).toThrow(new ConfigError(UNKNOWN));
    },
  );
});

describe("an address of hydra-log", () => {
  it("is a folder's, with what can be done with one, or a stream's", () => {
    expect(parseAddress("--from", "sqlite:./data", {}).folder?.path).toBe("./data");
    expect(parseAddress("--from", "nats://a", {}).folder).toBeUndefined();
    expect(parseFolder("--from", "sqlite:a b").path).toBe("a b");
    expect(parseBackedUp("--from", "sqlite:/data").path).toBe("/data");
  });

  it.each([
    ["sqlite:", [NO_FOLDER, NO_FOLDER, NO_FOLDER]],
    ["sqlite", ["--from names no folder: sqlite:FOLDER", NO_FOLDER, NO_BACKUP]],
    ["nats://a", [undefined, NO_FOLDER, NO_BACKUP]],
    ["nats://u:hunter2@a/path", [UNKNOWN, NO_FOLDER, NO_BACKUP]],
    ["elsewhere", [UNKNOWN, NO_FOLDER, NO_BACKUP]],
  ])("%s is refused where it cannot be used, with what can", (text, messages) => {
    const parse = [(from: string, name: string) => parseAddress(from, name, {}), parseFolder, parseBackedUp];
    for (const [index, message] of messages.entries()) {
      if (message === undefined) expect(parse[index]!("--from", text)).toBeDefined();
      else expect(() => parse[index]!("--from", text)).toThrow(new ConfigError(message));
    }
  });
});

describe("a folder", () => {
  let path: string;
  let folder: LogFolder;
  beforeAll(() => {
    path = mkdtempSync(join(tmpdir(), "hydra-folder-"));
    folder = parseFolder("--to", `sqlite:${path}`);
  });
  afterAll(() => rmSync(path, { recursive: true }));

  it("is the same log for the server whose DATA_DIR it is and for hydra-log", async () => {
    expect(folder.hasLog()).toBe(false);
    expect(() => folder.requireLog()).toThrow(`There is no log in ${path}.`);
    const served = await readEventLog({}).open({ dataDir: path, isRetained: false });
    const entries = await appendAll(served.log, testEvents(10));
    await served.log.close();
    const { seq, at, event } = entries.at(-1)!;
    expect(folder.newestRow()).toMatchObject({ seq, at, event: JSON.stringify(event) });
    const { log } = await folder.open();
    expect(await readAll(log)).toEqual(entries);
    await log.close();
  });
});

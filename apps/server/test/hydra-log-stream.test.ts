// The tool on a stream whose beginning was archived: what it does, and what it reports that it does not do.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqliteLog } from "../src/log/sqlite/sqlite-log.ts";
import { NatsServer } from "../src/nats/nats-servers.ts";
import { agedEntries, stateAfterRestart, stateOf } from "./log/aged-battle.ts";
import { appendAll, readAll, testEvents } from "./log/contract/log-home.ts";
import { createRetainedHome, type RetainedStreamHome } from "./log/jetstream/retained-home.ts";
import { nodeEnv } from "./node-env.ts";

const TOOL = join(import.meta.dirname, "../src/hydra-log.ts");

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(home: RetainedStreamHome, ...args: string[]): Promise<Outcome> {
  const env = { ...nodeEnv(), LOG_STREAM: home.stream };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [TOOL, ...args], { env })) };
  } catch (error) {
    return error as Outcome;
  }
}

describe("hydra-log on a stream whose beginning was archived", { timeout: 120_000 }, () => {
  it("[EL43][EL46] makes a whole log of the archives and of the stream, and reports what it cannot do", async () => {
    await using home = await createRetainedHome(server);
    const entries = agedEntries(3_000, 100);
    await home.put(entries);
    const log = await home.open();
    await home.retain(log, 30);
    const appended = await appendAll(log, testEvents(300, 50_000));
    const { beganAfter } = await home.open();
    const [nats, whole] = [`nats://${server.address}`, `sqlite:${join(home.dataDir, "whole")}`];

    const early = await run(home, "import", "--from", nats, "--to", whole);
    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Import what is before it first") as string,
    });
    await run(home, "import", "--from", `archive:${home.archiveFolder}`, "--to", whole);
    expect(await run(home, "import", "--from", nats, "--to", whole)).toMatchObject({ code: 0 });
    const made = await SqliteLog.open({ dataDir: join(home.dataDir, "whole") });
    expect(await readAll(made)).toEqual([...entries, ...appended]);
    expect(await stateAfterRestart(made)).toBe(stateOf([...entries, ...appended]));
    await made.close();

    expect(await run(home, "verify", "--from", nats)).toMatchObject({
      code: 0,
      stdout: `All is good: ${3_300 - beganAfter} entries after ${beganAfter}, which is archived with those before it, up to ${log.head}.\n`,
    });
    const other = (command: string): string => `sqlite:${join(home.dataDir, command)}`;
    for (const [command, line] of [
      ["backup", /^--from must name a folder: [^\n]*nats stream backup[^\n]*\n$/],
      ["restore", /^--from must name a folder: [^\n]*nats stream restore[^\n]*\n$/],
      ["copy", /^[^\n]*the entries up to \d+ were archived[^\n]*hydra-log -- import[^\n]*\n$/],
      ["repair", /^[^\n]*goes on from archives, up to entry \d+: use npm run hydra-log -- import[^\n]*\n$/],
    ] as const) {
      const { code, stderr } = await run(home, command, "--from", nats, "--to", other(command));
      expect([command, code]).toEqual([command, 1]);
      expect(stderr.replace(/^\(node.*\n\(Use.*\n/gm, "")).toMatch(line);
    }
  });
});

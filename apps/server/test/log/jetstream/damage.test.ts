// A stream that was damaged: EL41 of src/log/SPEC.md, against a real nats-server and its store on the disk.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "@hydra/engine";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LogOpenError } from "../../../src/log/event-log.ts";
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { decodeMessage, encodeEvents, encodeMessage } from "../../../src/log/jetstream/message.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { ServerProcess } from "../../server-process.ts";
import { appendAll, readAll, testEvent, testEvents } from "../contract/log-home.ts";
import { createJetStreamHome } from "./jetstream-home.ts";

const MESSAGES = 20;
const SESSION_SECRET = "a secret that only this test knows, long enough";

let folder: string;
let store: string;
let server: NatsServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-stream-"));
  store = join(folder, "streams");
  server = await NatsServer.start({ storeDir: store });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const open = (stream: string): Promise<JetStreamLog> =>
  JetStreamLog.open({ nats: { servers: [server.address] }, stream });

/** A stream with a message of three entries each time, and a snapshot of the newest. */
async function fill(stream: string): Promise<Entry[]> {
  const log = await open(stream);
  const entries: Entry[] = [];
  for (let n = 0; n < MESSAGES; n += 1) entries.push(...(await appendAll(log, testEvents(3, n * 3))));
  await log.saveSnapshot("a", { seq: log.head, state: "a" });
  await log.close();
  return entries;
}

/** Starts a node on the stream, which does not start, and prints why in one line. */
async function expectRefusal(stream: string, line: RegExp): Promise<void> {
  await using node = new ServerProcess({
    EVENT_LOG: `nats://${server.address}`,
    LOG_STREAM: stream,
    SESSION_SECRET,
    DATA_DIR: folder,
    PORT: "0",
    DEMO: "0",
  });
  const { code, stderr } = await node.exited;
  expect(stderr.split("\n").filter((text) => text !== "" && !text.includes("HYDRA_CLOCK"))).toEqual([
    expect.stringMatching(line),
  ]);
  expect(code).toBe(1);
}

describe("a message", () => {
  const head = { id: "w.1", known: { place: 3, at: 5 }, writtenAt: 7 };
  const texts = [
    encodeEvents(head, [JSON.stringify(testEvent(1)), JSON.stringify(testEvent(2))]),
    encodeMessage({
      ...head,
      content: { type: "imported", entries: [{ seq: 1, at: 2, event: testEvent(1) }] },
    }),
    encodeMessage({ ...head, content: { type: "base", base: 9 } }),
    encodeMessage({ ...head, content: { type: "nothing" } }),
  ];

  it.each(texts)(
    "[EL41] is what was written, or known to be damaged, whichever of its bits is changed: %s",
    (text) => {
      const message = decodeMessage(text);
      expect(message).toMatchObject(head);
      const bytes = Buffer.from(text);
      const others: object[] = [];
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const decoded = decodeMessage(changed.toString());
        if (decoded.content.type !== "damaged") others.push(decoded);
      }
      // One whose last member has lost its name reads as one of an older server; its content is what it was.
      for (const decoded of others) expect([message, { ...message, id: "" }]).toContainEqual(decoded);
    },
  );
});

describe("a stream that was damaged", () => {
  it("[EL41] is refused when a message is not what was written", async () => {
    await using home = await createJetStreamHome(server);
    await fill(home.stream);
    const text = encodeEvents({ id: "w.1", known: { place: 0, at: 0 }, writtenAt: 1 }, [
      JSON.stringify(testEvent(1)),
    ]);
    await home.connection.request(`hydra.${home.stream}.family.fam`, text.replace("slash", "flash"));
    const line = new RegExp(
      `The stream ${home.stream} is damaged: its message ${MESSAGES + 1} is not what was written`,
    );
    await expect(home.open()).rejects.toThrow(LogOpenError);
    await expect(home.open()).rejects.toThrow(line);
    await expectRefusal(home.stream, line);
  });

  describe("on the disk", () => {
    const stream = "DAMAGED";
    let entries: Entry[];
    beforeAll(async () => {
      entries = await fill(stream);
      await server.stop("SIGTERM");
      await cp(store, join(folder, "good"), { recursive: true });
    });
    beforeEach(async () => {
      await server.stop("SIGTERM");
      await rm(store, { recursive: true });
      await cp(join(folder, "good"), store, { recursive: true });
    });

    /** Changes the files of the stream, and starts the server again. */
    async function damage(change: (file: string, bytes: Buffer) => Buffer | undefined): Promise<void> {
      for (const name of await readdir(store, { recursive: true })) {
        const file = join(store, name);
        if (!/streams\/DAMAGED\/msgs\/[^/]+$/.test(file)) continue;
        const changed = change(name, await readFile(file));
        if (changed === undefined) await rm(file);
        else await writeFile(file, changed);
      }
      await server.start();
    }

    /** Changes a byte of the text in the stream's messages. */
    const altering =
      (text: string) =>
      (file: string, bytes: Buffer): Buffer | undefined => {
        if (!file.endsWith(".blk")) return bytes;
        const at = bytes.indexOf(text);
        expect(at).toBeGreaterThan(0);
        bytes[at + 2] = (bytes[at + 2] ?? 0) ^ 1;
        return bytes;
      };

    it("[EL41] is what it was, if nothing was changed", async () => {
      await damage((_file, bytes) => bytes);
      const log = await open(stream);
      expect(await readAll(log)).toEqual(entries);
      await log.close();
    });

    it.each(["c0", "c30", `c${MESSAGES * 3 - 1}`])(
      "[EL41] refuses a changed text of an entry: %s",
      async (command) => {
        await damage(altering(`"${command}"`));
        await expectRefusal(
          stream,
          /^EVENT_LOG: The stream DAMAGED (lacks its messages|is damaged: its message|has lost)/,
        );
      },
    );

    it.each(["c0", "c30"])(
      "[EL41] refuses a stream that ends before a changed text, which its server has cut off: %s",
      async (command) => {
        const alter = altering(`"${command}"`);
        await damage((file, bytes) => (file.endsWith("index.db") ? undefined : alter(file, bytes)));
        await expectRefusal(
          stream,
          /^EVENT_LOG: The stream DAMAGED (lacks its messages|is damaged|has lost its end)/,
        );
      },
    );
  });
});

// Accounts, access lists and TLS of a broker of one's own. The access lists are those of docs/security.md.
import { execFile } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectAsync } from "mqtt";
import { routes } from "@hydra/protocol";
import { expect, it, vi } from "vitest";
import {
  brokerFolder,
  passwordLine,
  startMosquitto,
  startNats,
  type Broker,
} from "../../../../.ci/brokers.ts";
import { readConfig } from "../../src/config.ts";
import { startServer } from "../../src/index.ts";
import { attack, createFamily, join as joinFamily } from "../http-player.ts";
import { RetainedRooms } from "./retained-rooms.ts";

/** For what hangs. */
const PATIENCE = { timeout: 30_000, interval: 20 };
const CLIENT_URL = "ws://127.0.0.1:9/mqtt";
const SERVER = { username: "hydra", password: "the server's" };
const READER = { username: "reader", password: "given to all" };

/** The code blocks after a line with this text. */
async function documented(text: string): Promise<string> {
  const document = await readFile(new URL("../../../../docs/security.md", import.meta.url), "utf8");
  const [, block = ""] = /```\n([^]*?)```/.exec(document.slice(document.indexOf(text))) ?? [];
  expect(block).toMatch(/reader/);
  return block;
}

async function guardedMosquitto(): Promise<Broker> {
  const folder = await brokerFolder();
  const [acl, passwords] = [join(folder, "acl"), join(folder, "passwords")];
  await writeFile(acl, await documented("Mosquitto, `acl_file`"));
  await writeFile(
    passwords,
    [SERVER, READER].map((one) => passwordLine(one.username, one.password)).join(""),
  );
  for (const file of [acl, passwords]) await chmod(file, 0o644);
  const lines = ["allow_anonymous false", `acl_file ${acl}`, `password_file ${passwords}`];
  return startMosquitto({ folder, lines });
}

async function guardedNats(): Promise<Broker> {
  const block = await documented("`nats-server`, whose");
  const passwords = { $HYDRA_PASSWORD: SERVER.password, $READER_PASSWORD: READER.password };
  let text = block;
  for (const [name, password] of Object.entries(passwords))
    text = text.replace(name, JSON.stringify(password));
  return startNats("mqtt", text);
}

it.each([
  ["Mosquitto", guardedMosquitto],
  ["nats-server", guardedNats],
])(
  "[MS3] %s takes from the server what it publishes, lets others read it, and nothing else",
  async (_name, start) => {
    await using broker = await start();
    const { messaging } = readConfig({
      MESSAGING_URL: broker.url,
      MESSAGING_USERNAME: SERVER.username,
      MESSAGING_PASSWORD: SERVER.password,
      MESSAGING_CLIENT_URL: CLIENT_URL,
    });
    await using server = await startServer({ messaging });
    const player = await joinFamily(server, await createFamily(server));
    const { familyId } = player;
    await using rooms = await RetainedRooms.open(broker.url, READER);
    await vi.waitFor(() => expect(rooms.snapshots.size).toBe(1), PATIENCE);
    const forger = await connectAsync(broker.url, { ...READER, reconnectPeriod: 0 });
    forger.on("error", () => undefined);
    for (const kind of ["snapshot", "delta"])
      await forger.publishAsync(`${routes.topic(familyId)}/${kind}`, '{"forged":true}', { retain: true });
    // What follows on the server's connection comes after it.
    const { seq } = (await (await attack(server, player, { commandId: "c" })).json()) as {
      readonly seq: number;
    };
    await vi.waitFor(() => expect(rooms.snapshots.get(familyId)?.["seq"]).toBe(seq), PATIENCE);
    expect(rooms.messages.get(familyId)?.filter(({ frame }) => frame["forged"] === true)).toEqual([]);
    const other = await connectAsync(broker.url, { username: "stranger", reconnectPeriod: 0 }).catch(
      (error: unknown) => error,
    );
    expect(String(other)).toMatch(/not authorized/i);
    await forger.endAsync(true);
  },
);

it("[MS1] publishes over TLS, to a broker whose certificate is from the authority that is named", async () => {
  const folder = await brokerFolder();
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  await promisify(execFile)("openssl", [
    "req",
    "-x509",
    ...kind,
    ...names,
    "-keyout",
    key,
    "-out",
    certificate,
  ]);
  await chmod(key, 0o644);
  const lines = ["allow_anonymous true", `certfile ${certificate}`, `keyfile ${key}`];
  await using broker = await startMosquitto({ scheme: "mqtts", folder, lines });
  const configured = (caFile: string) =>
    readConfig({ MESSAGING_URL: broker.url, MESSAGING_CLIENT_URL: CLIENT_URL, MESSAGING_CA: caFile });
  // That no other certificate is taken is the library's rule (MG21).
  await using server = await startServer({ messaging: configured(certificate).messaging });
  await vi.waitFor(async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^hydra_messaging_up 1$/mu);
  }, PATIENCE);
  const { messaging } = configured(join(folder, "no-such-file"));
  await expect(startServer({ messaging })).rejects.toThrow(/^MESSAGING_CA cannot be read: [^\n]+$/);
});

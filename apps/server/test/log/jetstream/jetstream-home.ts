// A stream for one test on a nats-server that the tests of a file share, reached through a relay that can be cut.
import { randomBytes } from "node:crypto";
import { jetstreamManager, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { vi } from "vitest";
import { JetStreamLog, type JetStreamLogOptions } from "../../../src/log/jetstream/jetstream-log.ts";
import type { LogHome } from "../contract/log-home.ts";
import { startRelay } from "./cuttable-relay.ts";
import type { NatsServer } from "../../../src/nats/nats-servers.ts";

export interface JetStreamHome extends LogHome {
  readonly stream: string;
  open(options?: Partial<JetStreamLogOptions>): Promise<JetStreamLog>;
  /** Another client of the server's. */
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
}

export async function createJetStreamHome(server: NatsServer): Promise<JetStreamHome> {
  const stream = `T${randomBytes(6).toString("hex")}`;
  const relay = await startRelay(server.port);
  const connection = await connect({ servers: server.address });
  const manager = await jetstreamManager(connection);
  const opened: JetStreamLog[] = [];
  const wipe = async (): Promise<void> => {
    await Promise.all(opened.map((log) => log.close()));
    for (const name of [stream, `${stream}_SNAPSHOTS`, `${stream}_LEASES`])
      await manager.streams.delete(name).catch(() => false);
  };
  return {
    stream,
    connection,
    manager,
    wipe,
    async open(options) {
      const log = await JetStreamLog.open({
        nats: { servers: [relay.address] },
        stream,
        // An append takes a disk's write at the server, and a stall of either is no failure here.
        timings: { appendTimeoutMs: 3_000, checkIntervalMs: 50 },
        ...options,
      });
      opened.push(log);
      return log;
    },
    cutOff() {
      relay.cut();
      return Promise.resolve({
        [Symbol.asyncDispose]: () => {
          relay.mend();
          return Promise.resolve();
        },
      });
    },
    async [Symbol.asyncDispose]() {
      relay.mend();
      await wipe();
      await connection.close();
      await relay[Symbol.asyncDispose]();
    },
  };
}

/** Deletes a stream and makes one of its name; what the server still removes of the old one may be in the way for a moment. */
export async function makeAnew(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  await manager.streams.delete(config.name);
  await vi.waitFor(() => manager.streams.add(config), { timeout: 20_000 });
}

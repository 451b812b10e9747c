// A small reverse proxy over node:http: in turn, without sticky sessions, nothing held back (pitfall 5). A node that
// cannot be reached is skipped before anything was sent; what breaks off later is the client's to send again.
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { portOf } from "@hydra/server/nats";
import { inTurn, isOneTooMany, isPassedHandshake } from "@hydra/server/proxying";
import { forward } from "./exchange.ts";
import { upgrade } from "./upgrade.ts";
import { Upstreams } from "./upstreams.ts";

/** Connections to the nodes are kept this long: less than a node keeps them, so that none closes under a request. */
const KEPT_MS = 30_000;
/** Those of clients, long enough for one that polls every few seconds. */
const CLIENT_KEPT_MS = 60_000;

export interface ProxyOptions {
  readonly host: string;
  /** 0 picks one. */
  readonly port: number;
  /** Origins of the nodes. */
  readonly nodes: readonly string[];
  readonly onChange?: (url: string, isReady: boolean) => void;
}

export interface Proxy {
  /** Origin. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error of the system when it cannot listen. */
export async function startProxy({ host, port, nodes, onChange }: ProxyOptions): Promise<Proxy> {
  const upstreams = new Upstreams({ urls: nodes, ...(onChange === undefined ? {} : { onChange }) });
  const agent = new Agent({ keepAlive: true, timeout: KEPT_MS });
  const upgraded = new Set<Duplex>();
  // What a client sends ahead of its answers takes no node's time, and no memory, before its turn.
  const exchange = inTurn((message, answer) => forward({ upstreams, agent, message, answer }));
  const options = { keepAliveTimeout: CLIENT_KEPT_MS, shouldUpgradeCallback: isPassedHandshake };
  const server = createServer(options, (message, answer) => {
    if (!isOneTooMany(message, answer)) exchange(message, answer);
  });
  server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket)).on("error", () => socket.destroy());
    upgrade({ upstreams, message, socket, head });
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server)}`,
    async close() {
      upstreams.close();
      const closed = once(server.close(), "close");
      for (const socket of upgraded) socket.destroy();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

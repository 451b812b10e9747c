// A TCP proxy in front of a server that a test can cut or stop up, like a network does.
import { connect, createServer, type Socket } from "node:net";

export interface CuttableProxy extends AsyncDisposable {
  readonly url: string;
  /** Connections that a client has open. */
  readonly size: number;
  /** Breaks every connection, and lets no new one through until `mend`. */
  cut(): void;
  mend(): void;
  /** Takes no more from the server until `flow`: its buffers fill up. */
  stopUp(): void;
  flow(): void;
}

export async function startProxy(targetPort: number): Promise<CuttableProxy> {
  const pairs = new Map<Socket, Socket>();
  let isCut = false;
  let isStopped = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(targetPort, "127.0.0.1");
    pairs.set(client, upstream);
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      client.write(chunk);
    });
    if (isStopped) upstream.pause();
    upstream.on("end", () => client.end());
    for (const socket of [client, upstream]) {
      socket.on("error", () => {});
      socket.on("close", () => {
        pairs.delete(client);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const cut = (): void => {
    isCut = true;
    for (const client of pairs.keys()) client.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    get size() {
      return pairs.size;
    },
    cut,
    mend() {
      isCut = false;
    },
    stopUp() {
      isStopped = true;
      for (const upstream of pairs.values()) upstream.pause();
    },
    flow() {
      isStopped = false;
      for (const upstream of pairs.values()) upstream.resume();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

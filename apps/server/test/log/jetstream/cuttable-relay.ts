// A TCP relay in front of a nats-server that a test can cut or silence, as a network does.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttableRelay extends AsyncDisposable {
  readonly address: string;
  /** Breaks every connection and lets no new one through until `mend`. */
  cut(): void;
  /** Lets nothing through until `mend` and breaks nothing, as a network that loses every packet. */
  hold(): void;
  mend(): void;
}

type Way = "open" | "cut" | "held";

export async function startRelay(targetPort: number): Promise<CuttableRelay> {
  const pairs = new Set<readonly [client: Socket, upstream: Socket]>();
  let way: Way = "open";
  const server = createServer((client) => {
    if (way === "cut") {
      client.destroy();
      return;
    }
    const pair = [client, connect(targetPort, "127.0.0.1")] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        for (const either of pair) either.destroy();
      });
    }
    if (way === "open") join(pair);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    way = "cut";
    for (const [client] of pairs) client.destroy();
  };
  return {
    address: `127.0.0.1:${port}`,
    cut,
    hold() {
      way = "held";
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
      }
    },
    mend() {
      if (way === "held") for (const pair of pairs) join(pair);
      way = "open";
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

function join([client, upstream]: readonly [Socket, Socket]): void {
  client.pipe(upstream).pipe(client);
}

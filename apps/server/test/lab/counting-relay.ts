// An independent count of what goes over the wire: a TCP relay that adds up bytes and parses no HTTP.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CountingRelay extends AsyncDisposable {
  readonly url: string;
  /** Sent by clients, and by the server. */
  readonly bytes: { up: number; down: number };
}

export async function openCountingRelay(port: number): Promise<CountingRelay> {
  const bytes = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.on("data", (data: Buffer) => {
      bytes.up += data.length;
      upstream.write(data);
    });
    upstream.on("data", (data: Buffer) => {
      bytes.down += data.length;
      client.write(data);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

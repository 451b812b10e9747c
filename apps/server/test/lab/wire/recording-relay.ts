// An independent record of what goes over the wire: a TCP relay that keeps every connection's bytes, each way.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface RelayedConnection {
  up: Buffer;
  down: Buffer;
}

export interface RecordingRelay extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they were made. */
  readonly connections: readonly RelayedConnection[];
}

export async function openRecordingRelay(port: number): Promise<RecordingRelay> {
  const connections: RelayedConnection[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    const record: RelayedConnection = { up: Buffer.alloc(0), down: Buffer.alloc(0) };
    connections.push(record);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.on("data", (bytes: Buffer) => {
      record.up = Buffer.concat([record.up, bytes]);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes: Buffer) => {
      record.down = Buffer.concat([record.down, bytes]);
      client.write(bytes);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

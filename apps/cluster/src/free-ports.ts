// Ports for those who cannot pick one themselves, because others must know it before they start.
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** As many ports as asked for that nobody listened on a moment ago, all different. */
export async function freePorts(count: number, host: string): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    for (const server of servers) await once(server.listen(0, host), "listening");
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), "close")));
  }
}

/** The port a listening server has. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

// Ports for programs that cannot pick one themselves, because others need it before they start. Between the asking and the
// starting a port is free to all: so they are taken from below those that systems give by themselves to programs that listen
// on port 0 or connect to somewhere.
import { once } from "node:events";
import { createServer, type Server } from "node:net";

const FIRST = 10_000;
/** Linux gives 32768 and above, others (IANA's range) 49152 and above. */
const END = 32_768;
/** Only a machine without any port left needs so many. */
const MAX_TRIES = 1_000;

/**
 * As many ports as asked for that no program listened on a moment ago, all different.
 * @throws Error when there are none, or the host is none of this machine's.
 */
export async function freePorts(count: number, host: string): Promise<number[]> {
  const servers: Server[] = [];
  try {
    for (let tries = 0; servers.length < count; tries += 1) {
      if (tries > MAX_TRIES) throw new Error(`${host} has no ${count} free ports`);
      const server = await tryListen(host);
      if (server !== undefined) servers.push(server);
    }
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), "close")));
  }
}

async function tryListen(host: string): Promise<Server | undefined> {
  const server = createServer();
  try {
    await once(server.listen(FIRST + Math.floor(Math.random() * (END - FIRST)), host), "listening");
    return server;
  } catch {
    return undefined;
  }
}

/** The port a listening server has. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

// Ports for programs that cannot pick one themselves, because others need it before they start. Between the asking and the
// starting a port is free to all: so they are taken from below those that systems give by themselves to programs that listen
// on port 0 or connect to somewhere, and those of the labs' networks of such servers.
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Above 10080, to which neither browsers nor Node.js send requests (Fetch, "bad port"). */
const FIRST = 10_100;
/** Linux gives 32768 and above, others (IANA's range) 49152 and above; a server there has networks some 20,000 below. */
const END = 12_700;
/** Coprime to the number of ports. */
const STEP = 61;
/** Processes that ask at the same time begin at different places, and none is given a port again before all others. */
let next = (process.pid * STEP) % (END - FIRST);

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
  const port = FIRST + next;
  next = (next + 1) % (END - FIRST);
  try {
    await once(server.listen(port, host), "listening");
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

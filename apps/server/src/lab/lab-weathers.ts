// The weathers that labs may have at once, each at ports of its own. All ports are open from the start: a page's policy has to name
// those that it may connect to before it has a lab. SPEC PR80, PR120, PR121.
import type { WeatherRequest } from "@hydra/protocol";
import type { Socket } from "node:net";
import { HeldBytes } from "./held-bytes.ts";
import { HttpHop, type HopLink } from "./http-hop.ts";
import { Quota } from "./quota.ts";
import { SideDoor, type Accept } from "./side-door.ts";
import { WeatherRelay } from "./weather-relay.ts";

/** As many as the tabs of some people that compare; each takes two ports. */
export const MAX_WEATHERS = { perClient: 4, total: 12 };

const MIB = 1_048_576;
/** On the way, and waiting for peers that do not read: a connection may have half a MiB, which few of a lab's ever have. */
const MAX_HELD_BYTES = { perClient: 64 * MIB, total: 256 * MIB };

/** Far enough from the server's port that a neighbour's next to it is not taken. */
const PORT_DISTANCE = 10_000;
/** Below the ports that systems give where any port is asked for. */
const HIGH_PORTS = 32_768;

/** What is reached through the weather. */
export interface RelayedServer {
  /** Called with each client at once, and may reset it. */
  onClient(client: Socket): void;
  readonly accept: Accept;
}

export interface RelayClaim extends Pick<WeatherRequest, "labId" | "weatherPort"> {
  /** `TrustedProxies.clientOf` */
  readonly client: string;
}

export class LabWeathers {
  readonly #relays: readonly WeatherRelay[];
  readonly #taken = new Map<string, WeatherRelay>();
  readonly #quota = new Quota({ what: "networks with a lab", ...MAX_WEATHERS, retryAfterMs: 3_000 });
  readonly #doors: readonly SideDoor[];
  readonly #hop: HttpHop;

  private constructor(relays: readonly WeatherRelay[], doors: readonly SideDoor[], hop: HttpHop) {
    this.#relays = relays;
    this.#doors = doors;
    this.#hop = hop;
  }

  /** In front of the server that listens at `port`; on the same ports for the same one, unless they are taken. */
  static async open(
    { host, port }: { readonly host: string; readonly port: number },
    { onClient, accept }: RelayedServer,
  ): Promise<LabWeathers> {
    const door = await SideDoor.open(accept);
    const connectFor = (client: Socket): Socket => door.connectFor(client);
    const hop = new HttpHop(connectFor);
    const links = new WeakMap<Socket, HopLink>();
    const proxyDoor = await SideDoor.open((socket, client) => {
      const link = links.get(client);
      if (link === undefined) socket.destroy();
      else hop.take(socket, link);
    });
    const backing = {
      onClient,
      connectFor,
      connectThroughProxy(client: Socket, link: HopLink): Socket {
        links.set(client, link);
        return proxyDoor.connectFor(client);
      },
      held: new HeldBytes(MAX_HELD_BYTES),
    };
    const step = port < HIGH_PORTS ? PORT_DISTANCE : -PORT_DISTANCE;
    const places = Array.from({ length: MAX_WEATHERS.total }, (_, index) => {
      const at = Math.sign(step) * index;
      return { host, ports: [port + step + at, port + 2 * step + at] as const };
    });
    const relays = await Promise.all(places.map((place) => WeatherRelay.open(place, backing)));
    return new LabWeathers(relays, [door, proxyDoor], hop);
  }

  /** Every port, of quick and of slow readers; the first of each first. */
  get ports(): readonly number[] {
    return this.#relays.flatMap(({ port, slowPort }) => [port, slowPort]);
  }

  /** @throws Error where the lab has none */
  of(labId: string): WeatherRelay {
    const relay = this.#taken.get(labId);
    if (relay === undefined) throw new Error("a lab without its weather");
    return relay;
  }

  /**
   * Gives a lab one: at the port it names, where that is free, else the first that is.
   * @returns takes it back
   * @throws ProtocolError `lab-busy` when its client, or the server, has as many as there may be
   */
  take({ labId, client, weatherPort }: RelayClaim): () => void {
    const giveBack = this.#quota.take(client);
    const taken = new Set(this.#taken.values());
    const free = this.#relays.filter((relay) => !taken.has(relay));
    const relay = free.find(({ port }) => port === weatherPort) ?? free[0];
    if (relay === undefined) throw new Error("more weathers are taken than there are");
    this.#taken.set(labId, relay);
    return () => {
      this.#taken.delete(labId);
      relay.clear();
      giveBack();
    };
  }

  close(): void {
    for (const relay of this.#relays) relay.close();
    for (const door of this.#doors) door.close();
    this.#hop.close();
  }
}
